// SPDX-License-Identifier: Apache-2.0

import RecordingTesting
import Synchronization
import Testing

@testable import RecordingModel

@Suite("BinaryHeap")
struct BinaryHeapTests {
    @Test("gives elements back in order")
    func ordersElements() {
        var random = SeededGenerator(seed: 1)
        let numbers = (0..<500).map { _ in Int.random(in: 0..<100, using: &random) }
        var heap = BinaryHeap<Int>()
        for number in numbers { heap.insert(number) }
        heap.keep { $0 != 42 }
        var sorted: [Int] = []
        while let number = heap.removeFirst() { sorted.append(number) }
        #expect(sorted == numbers.filter { $0 != 42 }.sorted())
    }

    @Test("compares O(log n) elements a change")
    func comparesFew() {
        let counter = Counter()
        var heap = BinaryHeap<Counted>()
        // Falling numbers are the worst case: each rises to the top.
        for number in 0..<100_000 { heap.insert(Counted(number: -number, counter: counter)) }
        #expect(counter.count <= 100_000 * 17)
        while heap.removeFirst() != nil {}
        #expect(counter.count <= 100_000 * (17 + 2 * 17))
    }
}

private final class Counter: Sendable {
    private let comparisons = Atomic(0)

    var count: Int { comparisons.load(ordering: .relaxed) }

    func increment() { comparisons.add(1, ordering: .relaxed) }
}

/// A number that counts how often it is compared.
private struct Counted: Comparable {
    var number: Int
    var counter: Counter

    static func < (left: Counted, right: Counted) -> Bool {
        left.counter.increment()
        return left.number < right.number
    }

    static func == (left: Counted, right: Counted) -> Bool { left.number == right.number }
}
