// The protocol of bench/peers/index.mjs for peers in C++: folder, threads, quick or full, then the case's arguments.
#pragma once
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

struct Peer {
  std::string folder;
  int threads;
  bool quick;
  std::vector<std::string> args;

  Peer(int count, char** values) : folder(values[1]), threads(std::atoi(values[2])), quick(std::string(values[3]) == "quick") {
    for (int i = 4; i < count; ++i) args.emplace_back(values[i]);
  }

  template <typename T>
  std::vector<T> read(const std::string& name) const {
    std::ifstream file(folder + name, std::ios::binary);
    const std::vector<char> bytes((std::istreambuf_iterator<char>(file)), {});
    std::vector<T> out(bytes.size() / sizeof(T));
    std::copy_n(bytes.data(), out.size() * sizeof(T), reinterpret_cast<char*>(out.data()));
    return out;
  }

  // A number of meta.json, which is flat.
  size_t meta(const std::string& name) const {
    std::ifstream file(folder + "meta.json");
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    return static_cast<size_t>(std::atoll(text.c_str() + text.find("\"" + name + "\":") + name.size() + 3));
  }

  template <typename Run>
  void serve(Run run, size_t items, const std::string& version) const {
    const auto now = [] { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); };
    run();
    std::printf("{\"items\": %zu, \"version\": \"%s\"}\n", items, version.c_str());
    std::fflush(stdout);
    for (std::string line; std::getline(std::cin, line);) {
      const double seconds = std::atof(line.c_str() + line.find(':') + 1), start = now();
      std::vector<double> times;
      do {
        const double before = now();
        run();
        times.push_back(now() - before);
      } while (now() - start < seconds);
      std::sort(times.begin(), times.end());
      std::printf("{\"seconds\": %.9g}\n", times[times.size() / 2]);
      std::fflush(stdout);
    }
  }
};
