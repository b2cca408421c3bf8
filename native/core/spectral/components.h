// The components a model is built from. Adding one means one function and one line in the table of its family, a file
// in components/, and one entry with names, units and limits in the same family of ts/spectral/components.
//
//   additive        writes photons/cm2/s in every bin (integrated over the bin)
//   multiplicative  writes a factor for every bin
//   convolution     changes the spectrum to its right in place
//
// Parameters, units and their order are XSPEC's (XSPEC manual, Arnaud et al., "XSPEC models").
#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "core/cpu/aligned.h"
#include "core/spectral/absorption.h"
#include "core/spectral/grid.h"
#include "core/spectral/kernels.h"
#include "core/spectral/pexrav.h"
#include "core/spectral/plasma.h"
#include "core/spectral/tablemodel.h"
#include "core/spectral/vapec.h"

namespace xsift {

enum class Kind { Additive, Multiplicative, Convolution };

// What components may look up; all of it is immutable and shared by threads. The grid may reach beyond the response's
// (grid.h): components do not know, and the model hands on the response's bins alone.
struct Tables {
  EnergyGrid grid;
  AlignedVector<double> logCentre, logWidth;  // of each bin in ln E
  AlignedVector<double> places;               // of the edges in a StepTable, and padding
  double widestLog = 0;                       // the largest of logWidth
  std::shared_ptr<const Absorber> absorber;   // null when the model has no absorption
  AlignedVector<double> tbabs;                // mean of the cross-sections at both edges of each bin, 1e-22 cm2

  std::shared_ptr<const Plasma> plasma;  // null when the model has no plasma
  std::vector<float> plasmaRows;         // plasma's rows on this grid: rows x (H with He, metals) x bins

  std::shared_ptr<const PlasmaElements> elements;      // null when the model has no vapec
  std::shared_ptr<const PlasmaElements> elementsHere;  // the same on this grid

  Tables(EnergyGrid energies, std::shared_ptr<const Absorber> absorption, std::shared_ptr<const Plasma> emission,
         std::shared_ptr<const PlasmaElements> byElement = nullptr);
  size_t bytes() const {
    return (grid.bins() * 7 + tbabs.size()) * sizeof(double) + plasmaRows.size() * sizeof(float) +
           (elementsHere ? elementsHere->bytes() : 0);
  }
};

// Bins [first, last).
struct Range {
  size_t first, last;
  size_t size() const { return last - first; }
};

// Memory of one thread, kept between evaluations.
struct Work {
  Range range;  // the bins outside of which the spectrum is 0; all of them unless a component's evaluate narrows it
  AlignedVector<double> values, more;  // scratch of a component, for one call
  Reflection reflection;
  const TableOnGrid* table = nullptr;  // of a component that NeedsTable
  TableOnGrid::Scratch tableScratch;
};

struct Component {
  const char* name;
  Kind kind;
  int parameters;
  // A component is what `evaluate` writes times exp of the term that `exponent` returns; either may be null, for 1.
  // `spectrum` has grid.bins() values; `exponent` is asked for a range of them and may write its own to `memory`.
  void (*evaluate)(const Tables& tables, const double* p, double* spectrum, Work& work);
  Term (*exponent)(const Tables& tables, const double* p, Range range, double* memory) = nullptr;
  // Of Tables (elements go with a plasma), or of Instruction: a table, which then says how many parameters there are.
  enum Needs { Nothing, NeedsAbsorber, NeedsPlasma, NeedsElements, NeedsTable } needs = Nothing;
  // Conditions beyond each parameter's own limits: the message, or empty when all is well. May be null.
  std::string (*complaint)(const Tables& tables, const double* p) = nullptr;
  // Of a convolution: from the energies [low, high], keV, at which its result is needed to those at which it needs the
  // spectrum. Null: the same.
  void (*reach)(const double* p, double* low, double* high) = nullptr;
  bool mustReach = false;  // parameters for which the grid ends before `reach` are refused
};

// A family of components, ended by one with a null name: its file in components/ says what they are. registry.cpp lists
// the families.
extern const Component kPowerLaws[], kBroken[], kThermal[], kSynchrotron[], kComptonised[], kLines[], kPlasmas[],
    kReflection[], kAbsorbers[], kFactors[], kFluxes[], kShifts[], kTableModels[];

// Of a component that NeedsTable.
TableKind tableKindOf(const Component& component);
// Null for an unknown name.
const Component* findComponent(const std::string& name);
// All components.
const std::vector<const Component*>& allComponents();

}  // namespace xsift
