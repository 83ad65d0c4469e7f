// SPDX-License-Identifier: Apache-2.0

import Benchmark
import MicroWorkloads

/// What the plugin of the benchmark package calls.
let benchmarks: @Sendable () -> Void = {
    for workload in Workload.all {
        // Where the processor lets itself be asked, instructions tell more than time does.
        let configuration = Benchmark.Configuration(
            metrics: [.wallClock, .instructions, .throughput], warmupIterations: 1,
            scalingFactor: workload.waits ? .one : .kilo, maxDuration: .seconds(2), maxIterations: 1_000_000)
        Benchmark(workload.name, configuration: configuration) { benchmark in
            let run = try workload.prepare()
            benchmark.startMeasurement()
            try await run(benchmark.scaledIterations.count)
            benchmark.stopMeasurement()
        }
    }
}
