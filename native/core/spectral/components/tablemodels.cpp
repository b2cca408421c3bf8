// atable     photons of a table of spectra on a grid of parameters (tablemodel.h)
// mtable     factors of one
// etable     exp(-1 * the numbers of one)
#include "core/spectral/components.h"

namespace xsift {

namespace {

void fromTable(const Tables&, const double* p, double* spectrum, Work& work) {
  work.table->evaluate(p, spectrum, work.tableScratch);
}

}  // namespace

const Component kTableModels[] = {
    {"atable", Kind::Additive, 0, fromTable, nullptr, Component::NeedsTable},
    {"mtable", Kind::Multiplicative, 0, fromTable, nullptr, Component::NeedsTable},
    {"etable", Kind::Multiplicative, 0, fromTable, nullptr, Component::NeedsTable},
    {nullptr, Kind::Additive, 0, nullptr},
};

TableKind tableKindOf(const Component& component) {
  if (component.kind == Kind::Additive) return TableKind::Additive;
  return component.name == std::string("etable") ? TableKind::Exponential : TableKind::Multiplicative;
}

}  // namespace xsift
