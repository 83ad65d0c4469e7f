// SPDX-License-Identifier: Apache-2.0

/// Makes bytes that are nearly right: those of a sample, changed in a few places; the seed decides how.
package struct Mutator: Sendable {
    private var generator: SeededGenerator
    /// What a format knows by name: signatures, box types, lines.
    private let dictionary: [[UInt8]]

    package init(seed: UInt64, dictionary: [String] = []) {
        generator = SeededGenerator(seed: seed)
        self.dictionary = dictionary.map { Array($0.utf8) }
    }

    /// One of the samples, now and then with the end of another, after up to eight changes; at most `limit` bytes.
    package mutating func variant(of samples: [[UInt8]], limit: Int = 1 << 16) -> [UInt8] {
        var bytes = samples.randomElement(using: &generator) ?? []
        if chance(8), let other = samples.randomElement(using: &generator) {
            bytes.removeSubrange(place(in: bytes)...)
            bytes += other[place(in: other)...]
        }
        // Few changes get far into a format, many reach what few can't.
        for _ in 0..<(1 << Int.random(in: 0...3, using: &generator)) { change(&bytes) }
        return Array(bytes.prefix(limit))
    }

    /// How many bytes arrive at once, of what comes in pieces.
    package mutating func pieceLength() -> Int {
        Int.random(in: 1...(1 << Int.random(in: 0...12, using: &generator)), using: &generator)
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        let start = place(in: bytes)
        switch Int.random(in: 0..<10, using: &generator) {
        case 0 where start < bytes.count: bytes[start] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 1 where start < bytes.count: bytes[start] = .random(in: 0...255, using: &generator)
        case 2, 3: write(number, over: &bytes, at: start)
        case 4: step(&bytes, at: start)
        case 5: bytes.removeSubrange(start..<min(bytes.count, start + length))
        case 6: bytes.insert(contentsOf: bytes[start...].prefix(length), at: start)
        case 7: bytes.insert(contentsOf: bytes[place(in: bytes)...].prefix(length), at: start)
        case 8 where !dictionary.isEmpty:
            let word = dictionary.randomElement(using: &generator) ?? []
            if chance(2) { write(word, over: &bytes, at: start) } else { bytes.insert(contentsOf: word, at: start) }
        case _ where chance(4): bytes.removeSubrange(start...)
        case _: write((0..<length).map { _ in .random(in: 0...255, using: &generator) }, over: &bytes, at: start)
        }
    }

    /// A number of one to eight bytes at which readers go wrong.
    private var number: [UInt8] {
        mutating get {
            let width = [1, 2, 3, 4, 8].randomElement(using: &generator) ?? 4
            let ones = UInt64.max >> UInt64(64 - 8 * width)
            let values = [0, 1, ones, ones - 1, ones >> 1, (ones >> 1) + 1, 1 << UInt64(4 * width), 0x7F, 0x80, 0x1000]
            let value = (values.randomElement(using: &generator) ?? 0) & ones
            return (0..<width).reversed().map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
        }
    }

    /// Counts a field of up to four bytes up or down.
    private mutating func step(_ bytes: inout [UInt8], at start: Int) {
        let width = Int.random(in: 1...4, using: &generator)
        guard start + width <= bytes.count else { return }
        let step = UInt32(truncatingIfNeeded: Int.random(in: -16...16, using: &generator))
        let value = bytes[start..<start + width].reduce(0 as UInt32) { $0 << 8 | UInt32($1) } &+ step
        for index in 0..<width {
            bytes[start + index] = UInt8(truncatingIfNeeded: value >> UInt32(8 * (width - 1 - index)))
        }
    }

    private func write(_ new: [UInt8], over bytes: inout [UInt8], at start: Int) {
        bytes.replaceSubrange(start..<min(bytes.count, start + new.count), with: new)
    }

    private mutating func place(in bytes: [UInt8]) -> Int { Int.random(in: 0...bytes.count, using: &generator) }

    /// Mostly short.
    private var length: Int {
        mutating get { Int.random(in: 1...(1 << Int.random(in: 0...9, using: &generator)), using: &generator) }
    }

    /// True once in so many times.
    private mutating func chance(_ times: Int) -> Bool { Int.random(in: 0..<times, using: &generator) == 0 }
}
