// SPDX-License-Identifier: Apache-2.0

/// Something of the hot paths that is done over and over to learn what it costs.
package struct Workload: Sendable {
    package typealias Run = @Sendable (_ count: Int) async throws -> Void

    package let name: String
    /// Whether most of its time passes in waiting, for a disk.
    package let waits: Bool
    private let make: @Sendable () throws -> Run

    init(_ name: String, waits: Bool = false, make: @escaping @Sendable () throws -> Run) {
        self.name = name
        self.waits = waits
        self.make = make
    }

    /// Makes what it needs; the result does it `count` times, from the start with each call.
    package func prepare() throws -> Run { try make() }

    package static let all = media + control
}

/// Keeps the optimiser from leaving out what makes a value.
@inline(never)
func use<Value>(_ value: Value) {}
