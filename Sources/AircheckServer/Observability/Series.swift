// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import Synchronization

/// One number that grows (counter) or moves (gauge), safe to change from any thread.
final class Series: CounterHandler, MeterHandler, RecorderHandler, TimerHandler {
    enum Kind: String {
        case counter
        case gauge
    }

    let kind: Kind
    private let number = Atomic<Int64>(0)

    init(kind: Kind) {
        self.kind = kind
    }

    var value: Int64 { number.load(ordering: .relaxed) }

    func increment(by amount: Int64) { number.wrappingAdd(amount, ordering: .relaxed) }
    func reset() { number.store(0, ordering: .relaxed) }

    func set(_ value: Int64) { number.store(value, ordering: .relaxed) }
    func set(_ value: Double) { set(Int64(value)) }
    func increment(by amount: Double) { increment(by: Int64(amount)) }
    func decrement(by amount: Double) { increment(by: -Int64(amount)) }

    func record(_ value: Int64) { set(value) }
    func record(_ value: Double) { set(value) }
    func recordNanoseconds(_ duration: Int64) { increment(by: duration) }
}
