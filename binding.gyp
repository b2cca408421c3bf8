{
  "variables": {
    "openmp%": "<!(node native/build-flags.cjs openmp)"
  },
  "targets": [
    {
      "target_name": "xsift",
      "sources": ["<!@(node native/build-flags.cjs sources)"],
      "include_dirs": ["native", "<!(node -p \"require('node-addon-api').include_dir\")"],
      "defines": ["NAPI_VERSION=8", "NODE_ADDON_API_CPP_EXCEPTIONS_ALL", "NODE_ADDON_API_DISABLE_DEPRECATED", "NODE_API_NO_EXTERNAL_BUFFERS_ALLOWED", "NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS"],
      "cflags": ["-O3", "-ffp-contract=off", "-fno-math-errno", "-fvisibility=hidden"],
      "cflags_cc": ["-std=c++17", "-fexceptions"],
      "cflags!": ["-fno-exceptions"],
      "cflags_cc!": ["-fno-exceptions", "-fno-rtti", "-std=gnu++14", "-std=gnu++17", "-std=gnu++20"],
      "xcode_settings": {
        "GCC_ENABLE_CPP_EXCEPTIONS": "YES",
        "CLANG_CXX_LIBRARY": "libc++",
        "CLANG_CXX_LANGUAGE_STANDARD": "c++17",
        "OTHER_CPLUSPLUSFLAGS": ["-O3", "-ffp-contract=off", "-fno-math-errno"]
      },
      "msvs_settings": {
        "VCCLCompilerTool": { "ExceptionHandling": 1, "AdditionalOptions": ["/std:c++17", "/fp:precise"] }
      },
      "conditions": [
        ["openmp==1", {
          "cflags_cc": ["-fopenmp"],
          "ldflags": ["-fopenmp", "-Wl,-rpath,'$$ORIGIN'", "-Wl,-z,nodelete"]
        }],
        ["OS=='linux'", { "ldflags": ["-Wl,--version-script=../native/exports.map"] }]
      ]
    }
  ]
}
