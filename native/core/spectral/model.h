// A model bound to an energy grid: a postfix program over spectra, such as
//   tbabs*(apec+apec)  ->  tbabs apec apec add multiply
//   cflux*powerlaw     ->  powerlaw cflux
// In a product, the components that are exponentials (absorbers, power laws) wait until the product is complete; then
// the sum of their exponents takes one exponential for each bin.
//
// parameters: P numbers in the order in which the expression names them (XSPEC's order and units).
// flux: photons/cm2/s in each of the E bins of the response; the tables' grid may reach further and be finer (grid.h).
// Immutable: any number of threads may evaluate it, each with its own Scratch.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/spectral/components.h"
#include "core/spectral/tablemodel.h"

namespace xsift {

struct Instruction {
  enum class Op { Component, Add, Multiply } op;
  const Component* component;  // of Op::Component
  int parameter;               // index of its first parameter
  // Of a component that NeedsTable; `onGrid` is made by Model.
  std::shared_ptr<const TableModel> table = nullptr;
  TableEnds ends = {};
  std::shared_ptr<const TableOnGrid> onGrid = nullptr;
  // Of a convolution: the energies, keV, at which what follows needs its result (gridFor).
  double neededLow = 0, neededHigh = 0;

  int parameters() const;  // of the component, with its table
};

// The grid on which the program is evaluated: the response's, extended where a component must see more of the spectrum
// to its right (the band of cflux, what zashift moves here) at `values`, one parameter set, and divided where a
// component is a factor, or is taken in the middle of a bin. Throws std::invalid_argument as EnergyGrid::extended does.
EnergyGrid gridFor(std::vector<Instruction>& program, const std::vector<double>& values, const EnergyGrid& response);

struct Limits {
  double low, high;
};

class Model {
 public:
  // Throws std::invalid_argument for a program that does not leave exactly one additive spectrum.
  Model(Tables tables, std::vector<Instruction> program, std::vector<Limits> limits);

  struct Scratch {
    AlignedVector<double> stack, exponents;  // grow on the first call, then stay
    std::vector<Range> ranges;               // of the spectra on the stack
    std::vector<Term> terms;
    Work work;
  };
  // The parameters must have passed check(): a spectrum of others may hold NaN or throw std::domain_error.
  void evaluate(const double* parameters, double* flux, Scratch& scratch) const;

  struct Complaint {
    int64_t row = -1;     // -1: none
    int parameter = -1;   // out of its limits, or the first one of the component that complains
    std::string message;  // empty when a limit is broken: the caller knows names and units
  };
  // The first of `rows` parameter sets that is out of its limits or contradicts itself.
  Complaint check(const double* parameters, size_t rows) const;

  size_t energies() const { return tables_.grid.own; }  // E
  int parameters() const { return static_cast<int>(limits_.size()); }
  const Tables& tables() const { return tables_; }
  size_t bytes() const;

 private:
  struct Step {
    enum class Op { Evaluate, Add, Multiply, Exponential } op;
    Instruction component;               // of Op::Evaluate
    std::vector<Instruction> exponents;  // of Op::Exponential: it multiplies the spectrum by exp of their sum
    bool alone;                          // Op::Exponential of a product without other factors: it begins a spectrum
  };
  static std::vector<Step> compile(const std::vector<Instruction>& program);
  std::string reachComplaint(const Instruction& step, const double* p) const;
  // The response's bins of a spectrum on the tables' grid.
  void collect(const double* spectrum, double* flux) const;
  void exponential(const Step& step, const double* parameters, Range range, double* spectrum, Scratch& scratch) const;

  Tables tables_;
  std::vector<Instruction> program_;
  std::vector<Step> steps_;
  std::vector<Limits> limits_;
  size_t depth_ = 0, terms_ = 0;  // spectra on the stack at once; terms of the longest exponent
};

}  // namespace xsift
