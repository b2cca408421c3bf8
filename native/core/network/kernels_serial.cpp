// The network kernels for serial: see cpu/isa.h.
#define XSIFT_ISA_SERIAL 1
#include "core/network/kernels.inc"
