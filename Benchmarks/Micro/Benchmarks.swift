// SPDX-License-Identifier: Apache-2.0

import Benchmark

/// What the plugin of the benchmark package calls.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        // Where the machine counts them, instructions tell more than time does: see Benchmarks/README.md.
        metrics: [.wallClock, .cpuTotal, .instructions, .throughput], warmupIterations: 3, scalingFactor: .kilo,
        maxDuration: .seconds(2), maxIterations: 1_000_000)
    benchmarkMedia()
    benchmarkControl()
}
