// Ends what cpu/vectors.h began.
#ifdef XSIFT_TARGET
#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#endif

#undef XSIFT_VARIANT
#undef XSIFT_BYTES
#undef XSIFT_TARGET
#undef XSIFT_TEXT
#undef XSIFT_PRAGMA
