#include "core/spectral/model.h"

#include <algorithm>
#include <list>
#include <stdexcept>

namespace xsift {

namespace {

// Doubles of a spectrum that fills whole cache lines.
size_t linesOf(size_t bins) { return (bins + 7) / 8 * 8; }

// Walks the program with kinds instead of spectra; returns the greatest depth of the stack.
size_t verify(const std::vector<Instruction>& program, int parameters) {
  std::vector<Kind> stack;
  size_t depth = 0;
  const auto pop = [&] {
    if (stack.empty()) throw std::invalid_argument("model program: an operator lacks an operand");
    const Kind kind = stack.back();
    stack.pop_back();
    return kind;
  };
  for (const Instruction& step : program) {
    if (step.op == Instruction::Op::Component) {
      if (!step.component || step.parameter < 0 || step.parameter > parameters - step.parameters()) {
        throw std::invalid_argument("model program: a component or its parameters do not exist");
      }
      if (step.component->kind == Kind::Convolution) {
        if (pop() != Kind::Additive) throw std::invalid_argument("model program: a convolution needs a spectrum");
        stack.push_back(Kind::Additive);
      } else {
        stack.push_back(step.component->kind);
      }
    } else {
      const Kind right = pop(), left = pop();
      const bool sum = step.op == Instruction::Op::Add, both = left == Kind::Additive && right == Kind::Additive;
      if (sum ? left != right : both) throw std::invalid_argument("model program: operands do not fit their operator");
      stack.push_back(left == Kind::Additive || right == Kind::Additive ? Kind::Additive : Kind::Multiplicative);
    }
    depth = std::max(depth, stack.size());
  }
  if (stack.size() != 1 || stack[0] != Kind::Additive) {
    throw std::invalid_argument("model program: it must leave one additive spectrum");
  }
  return depth;
}

}  // namespace

EnergyGrid gridFor(std::vector<Instruction>& program, const std::vector<double>& values, const EnergyGrid& response) {
  double low = response.edges.front(), high = response.edges.back();
  // From the end of the program to its beginning, each spectrum on the stack with the energies that are needed of it.
  std::vector<std::pair<double, double>> needed = {{low, high}};
  for (size_t i = program.size(); i-- > 0 && !needed.empty();) {
    Instruction& step = program[i];
    std::pair<double, double> range = needed.back();
    if (step.op != Instruction::Op::Component) {
      needed.push_back(range);
      continue;
    }
    needed.pop_back();
    if (!step.component || step.component->kind != Kind::Convolution) continue;
    step.neededLow = range.first;
    step.neededHigh = range.second;
    if (step.component->reach) {
      const size_t wanted = static_cast<size_t>(step.component->parameters);
      if (step.parameter < 0 || wanted > values.size() ||
          static_cast<size_t>(step.parameter) > values.size() - wanted) {
        throw std::invalid_argument("model program: a component's values do not exist");
      }
      step.component->reach(values.data() + step.parameter, &range.first, &range.second);
      low = std::min(low, range.first);
      high = std::max(high, range.second);
    }
    needed.push_back(range);
  }
  const EnergyGrid grid = response.extended(low, high);
  const bool changesWithinBins = std::any_of(program.begin(), program.end(), [](const Instruction& step) {
    return step.component &&
           (step.component->kind != Kind::Additive || step.component->needs == Component::NeedsAbsorber);
  });
  return changesWithinBins ? grid.divided() : grid;
}

int Instruction::parameters() const {
  if (!component) return 0;
  return table ? table->parameters(tableKindOf(*component)) : component->parameters;
}

Model::Model(Tables tables, std::vector<Instruction> program, std::vector<Limits> limits)
    : tables_(std::move(tables)), program_(std::move(program)), limits_(std::move(limits)) {
  for (Instruction& step : program_) {
    if (!step.component || step.component->needs != Component::NeedsTable) continue;
    if (!step.table) throw std::invalid_argument(std::string(step.component->name) + " needs a table");
    step.onGrid =
        std::make_shared<const TableOnGrid>(step.table, tableKindOf(*step.component), step.ends, tables_.grid);
  }
  depth_ = verify(program_, parameters());
  steps_ = compile(program_);
  for (const Step& step : steps_) terms_ = std::max(terms_, step.exponents.size());
  for (const Instruction& step : program_) {
    if (!step.component) continue;
    if (step.component->needs == Component::NeedsAbsorber && !tables_.absorber) {
      throw std::invalid_argument(std::string(step.component->name) + " needs an absorber");
    }
    if (step.component->needs == Component::NeedsPlasma && !tables_.plasma) {
      throw std::invalid_argument(std::string(step.component->name) + " needs a plasma");
    }
    if (step.component->needs == Component::NeedsElements && !tables_.elements) {
      throw std::invalid_argument(std::string(step.component->name) + " needs a plasma and its elements");
    }
  }
}

std::vector<Model::Step> Model::compile(const std::vector<Instruction>& program) {
  // Lists, because they join in no time: a program may have hundreds of thousands of components.
  struct Piece {
    std::list<Step> steps;             // they leave one spectrum, or are none
    std::list<Instruction> exponents;  // what it is still to be multiplied by
  };
  const auto settle = [](Piece& piece) {
    if (piece.exponents.empty()) return;
    piece.steps.push_back(
        {Step::Op::Exponential, {}, {piece.exponents.begin(), piece.exponents.end()}, piece.steps.empty()});
    piece.exponents.clear();
  };
  std::vector<Piece> stack;
  for (const Instruction& step : program) {
    if (step.op == Instruction::Op::Component) {
      const bool convolution = step.component->kind == Kind::Convolution;
      if (convolution) settle(stack.back());
      else stack.emplace_back();
      if (step.component->evaluate) stack.back().steps.push_back({Step::Op::Evaluate, step, {}, false});
      if (step.component->exponent) stack.back().exponents.push_back(step);
      continue;
    }
    Piece right = std::move(stack.back());
    stack.pop_back();
    Piece& left = stack.back();
    const bool add = step.op == Instruction::Op::Add;
    if (add) {
      settle(left);
      settle(right);
    }
    const bool both = !left.steps.empty() && !right.steps.empty();
    left.steps.splice(left.steps.end(), right.steps);
    left.exponents.splice(left.exponents.end(), right.exponents);
    if (both) left.steps.push_back({add ? Step::Op::Add : Step::Op::Multiply, {}, {}, false});
  }
  settle(stack.back());
  return {stack.back().steps.begin(), stack.back().steps.end()};
}

void Model::exponential(const Step& step, const double* parameters, Range range, double* spectrum,
                        Scratch& scratch) const {
  const size_t count = step.exponents.size(), stride = linesOf(tables_.grid.bins());
  for (size_t k = 0; k < count; ++k) {
    const Instruction& part = step.exponents[k];
    double* memory = scratch.exponents.data() + k * stride;
    scratch.terms[k] = part.component->exponent(tables_, parameters + part.parameter, range, memory);
  }
  spectralKernels().multiplyByExp(scratch.terms.data(), count, range.size(), spectrum + range.first);
}

void Model::collect(const double* spectrum, double* flux) const {
  const std::vector<size_t>& starts = tables_.grid.starts;
  if (starts.empty()) {
    std::copy_n(spectrum + tables_.grid.first, energies(), flux);
    return;
  }
  for (size_t i = 0; i < energies(); ++i) {
    flux[i] = spectrum[starts[i]];
    for (size_t k = starts[i] + 1; k < starts[i + 1]; ++k) flux[i] += spectrum[k];
  }
}

void Model::evaluate(const double* parameters, double* flux, Scratch& scratch) const {
  const size_t n = tables_.grid.bins(), stride = linesOf(n);
  if (scratch.stack.size() < depth_ * stride) scratch.stack.resize(depth_ * stride);
  if (scratch.exponents.size() < terms_ * stride) scratch.exponents.resize(terms_ * stride);
  if (scratch.ranges.size() < depth_) scratch.ranges.resize(depth_);
  if (scratch.terms.size() < terms_) scratch.terms.resize(terms_);
  // Slot 0 is the caller's array, so that the result needs no copy, unless the grid reaches beyond it or vectors would
  // straddle its cache lines.
  const bool direct = n == energies() && tables_.grid.starts.empty() && reinterpret_cast<uintptr_t>(flux) % 64 == 0;
  const auto slot = [&](size_t k) { return k == 0 && direct ? flux : scratch.stack.data() + k * stride; };
  std::vector<Range>& ranges = scratch.ranges;
  size_t top = 0;  // spectra on the stack
  for (const Step& step : steps_) {
    if (step.op == Step::Op::Evaluate) {
      if (step.component.component->kind != Kind::Convolution) ++top;
      scratch.work.range = {0, n};
      scratch.work.table = step.component.onGrid.get();
      step.component.component->evaluate(tables_, parameters + step.component.parameter, slot(top - 1), scratch.work);
      ranges[top - 1] = scratch.work.range;
    } else if (step.op == Step::Op::Exponential) {
      if (step.alone) {
        std::fill_n(slot(top), n, 1.0);
        ranges[top++] = {0, n};
      }
      exponential(step, parameters, ranges[top - 1], slot(top - 1), scratch);
    } else {
      --top;
      double* left = slot(top - 1);
      const double* right = slot(top);
      const Range range = ranges[top];
      if (step.op == Step::Op::Add) {
        spectralKernels().add(right + range.first, range.size(), left + range.first);
        ranges[top - 1] = {std::min(ranges[top - 1].first, range.first), std::max(ranges[top - 1].last, range.last)};
      } else {
        for (size_t i = 0; i < n; ++i) left[i] *= right[i];
      }
    }
  }
  if (!direct) collect(slot(0), flux);
}

// A component that moves a spectrum would leave zeros where it is not known.
std::string Model::reachComplaint(const Instruction& step, const double* p) const {
  if (!step.component->mustReach) return "";
  double low = step.neededLow, high = step.neededHigh;
  step.component->reach(p, &low, &high);
  const double first = tables_.grid.edges.front(), last = tables_.grid.edges.back(), slack = 1e-6;
  if (low >= first * (1 - slack) && high <= last * (1 + slack)) return "";
  return std::string(step.component->name) + " moves here what stands at " + std::to_string(low) + " to " +
         std::to_string(high) + " keV, but the model was bound from " + std::to_string(first) + " to " +
         std::to_string(last) + " keV, for the values in the expression; write the one that moves it farthest there";
}

Model::Complaint Model::check(const double* parameters, size_t rows) const {
  const size_t count = limits_.size();
  for (size_t row = 0; row < rows; ++row) {
    const double* p = parameters + row * count;
    for (size_t k = 0; k < count; ++k) {
      if (!(p[k] >= limits_[k].low && p[k] <= limits_[k].high)) {
        return {static_cast<int64_t>(row), static_cast<int>(k), ""};
      }
    }
    for (const Instruction& step : program_) {
      if (step.op != Instruction::Op::Component) continue;
      std::string message = reachComplaint(step, p + step.parameter);
      if (message.empty() && step.component->complaint)
        message = step.component->complaint(tables_, p + step.parameter);
      if (!message.empty()) return {static_cast<int64_t>(row), step.parameter, std::move(message)};
    }
  }
  return {};
}

size_t Model::bytes() const { return tables_.bytes(); }

}  // namespace xsift
