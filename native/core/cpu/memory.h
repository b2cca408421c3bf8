// Memory that is about to be filled for the first time.
#pragma once
#include <cstddef>
#include <cstdint>

#if defined(__linux__)
#include <sys/mman.h>
#include <unistd.h>
#endif

namespace xsift {

// Asks for large pages there, where the operating system gives them on request (Linux): a spectrum's counts are half a
// page or one, and the fault for each costs as much as the model. It changes nothing else, and where it fails nothing
// at all.
inline void preferLargePages(void* memory, size_t bytes) {
#if defined(__linux__)
  const auto page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE)), at = reinterpret_cast<uintptr_t>(memory);
  const uintptr_t begin = at / page * page, end = (at + bytes + page - 1) / page * page;
  if (bytes >= (size_t{1} << 21)) madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
#else
  (void)memory;
  (void)bytes;
#endif
}

}  // namespace xsift
