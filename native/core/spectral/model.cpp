#include "core/spectral/model.h"

#include <algorithm>
#include <stdexcept>

namespace xsift {

namespace {

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
      if (!step.component || step.parameter < 0 || step.parameter > parameters - step.component->parameters) {
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

EnergyGrid gridFor(const std::vector<Instruction>& program, const std::vector<double>& values, const EnergyGrid& response) {
  double low = response.edges.front(), high = response.edges.back();
  for (const Instruction& step : program) {
    if (!step.component || !step.component->reach) continue;
    const size_t wanted = static_cast<size_t>(step.component->parameters);
    if (step.parameter < 0 || wanted > values.size() || static_cast<size_t>(step.parameter) > values.size() - wanted) {
      throw std::invalid_argument("model program: a component's values do not exist");
    }
    step.component->reach(values.data() + step.parameter, &low, &high);
  }
  return response.extended(low, high);
}

Model::Model(Tables tables, std::vector<Instruction> program, std::vector<Limits> limits)
    : tables_(std::move(tables)), program_(std::move(program)), limits_(std::move(limits)) {
  depth_ = verify(program_, parameters());
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

void Model::evaluate(const double* parameters, double* flux, Scratch& scratch) const {
  const size_t n = tables_.grid.bins();
  if (scratch.stack.size() < depth_ * n) scratch.stack.resize(depth_ * n);
  double* const base = scratch.stack.data();
  // Slot 0 is the caller's array, so that the result needs no copy, unless the grid reaches beyond it.
  const bool extended = n != energies();
  double* const result = flux;
  if (extended) flux = base;
  const auto slot = [&](size_t k) { return k == 0 ? flux : base + k * n; };
  size_t top = 0;  // spectra on the stack
  for (const Instruction& step : program_) {
    if (step.op == Instruction::Op::Component) {
      if (step.component->kind != Kind::Convolution) ++top;
      step.component->evaluate(tables_, parameters + step.parameter, slot(top - 1), scratch.work);
      continue;
    }
    --top;
    double* left = slot(top - 1);
    const double* right = slot(top);
    if (step.op == Instruction::Op::Add) {
      for (size_t i = 0; i < n; ++i) left[i] += right[i];
    } else {
      for (size_t i = 0; i < n; ++i) left[i] *= right[i];
    }
  }
  if (extended) std::copy_n(flux + tables_.grid.first, energies(), result);
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
      if (step.op != Instruction::Op::Component || !step.component->complaint) continue;
      std::string message = step.component->complaint(tables_, p + step.parameter);
      if (!message.empty()) return {static_cast<int64_t>(row), step.parameter, std::move(message)};
    }
  }
  return {};
}

size_t Model::bytes() const { return tables_.bytes(); }

}  // namespace xsift
