// SPDX-License-Identifier: Apache-2.0

import MicroWorkloads

/// Does one workload some times, for valgrind to count: `MicroCount NUMBER TIMES`; without arguments, tells the numbers,
/// how many times are enough, and the names.
@main
enum Count {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        guard arguments.count == 2, Workload.all.indices.contains(arguments[0]) else {
            for (number, workload) in Workload.all.enumerated() {
                print("\(number)\t\(workload.waits ? 128 : 2_000)\t\(workload.name)")
            }
            return
        }
        try await Workload.all[arguments[0]].prepare()(arguments[1])
    }
}
