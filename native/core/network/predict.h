// Class probabilities of many rows: standardise, forward, softmax; blocks of rows side by side over threads.
//
//   inputs [rows][sizes[0]] -> probabilities [rows][classes]
//
// A block holds kRowsAtOnce rows whatever the number of threads, and rows do not meet: same bits for any number.
// Roofline, 527-10-2: as the forward pass of network/bytes.inc; from memory, 527 bytes a spectrum (2108 of floats).
#pragma once
#include "core/cpu/parallel.h"
#include "core/network/packed.h"

namespace xsift {

// Of the n given rows, or of the first n where `rows` is null. False when cancelled. control->done counts rows.
bool predict(const PackedNetwork& network, const InputRows& data, const uint32_t* rows, size_t n, float* probabilities,
             int threads, Control* control);

}  // namespace xsift
