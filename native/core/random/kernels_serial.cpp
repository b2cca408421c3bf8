// The random kernels for serial: see cpu/isa.h.
#define XSIFT_ISA_SERIAL 1
#include "core/random/kernels.inc"
