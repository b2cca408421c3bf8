// All components: a new family is declared in components.h and listed here.
#include "core/spectral/components.h"

namespace xsift {

namespace {

const Component* const kFamilies[] = {
    kPowerLaws,  kBroken,    kThermal, kSynchrotron, kComptonised, kLines,       kPlasmas,
    kReflection, kAbsorbers, kFactors, kFluxes,      kShifts,      kTableModels,
};

}  // namespace

const std::vector<const Component*>& allComponents() {
  static const std::vector<const Component*> all = [] {
    std::vector<const Component*> found;
    for (const Component* family : kFamilies) {
      for (const Component* c = family; c->name; ++c) found.push_back(c);
    }
    return found;
  }();
  return all;
}

const Component* findComponent(const std::string& name) {
  for (const Component* c : allComponents()) {
    if (name == c->name) return c;
  }
  return nullptr;
}

}  // namespace xsift
