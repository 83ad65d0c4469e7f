// SPDX-License-Identifier: Apache-2.0

/// A binary heap with the least element first: O(log n) to insert or to remove the first.
package struct BinaryHeap<Element: Comparable & Sendable>: Sendable {
    private var elements: [Element] = []

    package init() {}

    package var count: Int { elements.count }

    /// The least element.
    package var first: Element? { elements.first }

    package mutating func insert(_ element: Element) {
        elements.append(element)
        rise(from: elements.count - 1)
    }

    /// Takes the least element out.
    package mutating func removeFirst() -> Element? {
        guard let last = elements.popLast() else { return nil }
        guard let first = elements.first else { return last }
        elements[0] = last
        sink(from: 0)
        return first
    }

    /// Keeps the elements that satisfy a predicate, in O(n).
    package mutating func keep(where isKept: (Element) -> Bool) {
        elements.removeAll { !isKept($0) }
        for index in (0..<elements.count / 2).reversed() { sink(from: index) }
    }

    private mutating func rise(from start: Int) {
        var index = start
        while index > 0 {
            let parent = (index - 1) / 2
            guard elements[index] < elements[parent] else { return }
            elements.swapAt(index, parent)
            index = parent
        }
    }

    private mutating func sink(from start: Int) {
        var index = start
        while true {
            let (left, right) = (2 * index + 1, 2 * index + 2)
            guard left < elements.count else { return }
            let least = right < elements.count && elements[right] < elements[left] ? right : left
            guard elements[least] < elements[index] else { return }
            elements.swapAt(index, least)
            index = least
        }
    }
}
