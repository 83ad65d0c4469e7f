// SPDX-License-Identifier: Apache-2.0

import RecordingTesting

/// A file: its bytes, and which pages of them may not have got to the disk.
struct SimulatedFile: Sendable {
    private(set) var bytes: [UInt8] = []
    private var durableCount = 0
    /// Pages that were written since the last sync, as they are on the disk.
    private var before: [Int: [UInt8]] = [:]

    private static let pageSize = 4_096

    mutating func write(_ new: [UInt8], at offset: Int) {
        guard !new.isEmpty else { return }
        for page in (offset / Self.pageSize)...((offset + new.count - 1) / Self.pageSize) { keep(page) }
        if bytes.count < offset + new.count {
            bytes.append(contentsOf: repeatElement(0, count: offset + new.count - bytes.count))
        }
        bytes.replaceSubrange(offset..<offset + new.count, with: new)
    }

    mutating func cut(to length: Int) {
        guard length < bytes.count else { return }
        bytes.removeSubrange(length...)
    }

    mutating func synchronize() {
        before = [:]
        durableCount = bytes.count
    }

    /// Each page that was written is there or isn't, and so is the length.
    mutating func cutPower(_ generator: inout SeededGenerator) {
        if durableCount < bytes.count, Bool.random(using: &generator) {
            bytes.removeSubrange((Bool.random(using: &generator) ? durableCount : middle(&generator))...)
        }
        for (page, old) in before.sorted(by: { $0.key < $1.key }) where Bool.random(using: &generator) {
            let start = page * Self.pageSize
            guard start < bytes.count else { continue }
            let end = min(start + Self.pageSize, bytes.count)
            let padded = old + [UInt8](repeating: 0, count: Self.pageSize - old.count)
            bytes.replaceSubrange(start..<end, with: padded.prefix(end - start))
        }
        synchronize()
    }

    private func middle(_ generator: inout SeededGenerator) -> Int {
        Int.random(in: durableCount...bytes.count, using: &generator)
    }

    private mutating func keep(_ page: Int) {
        guard before[page] == nil else { return }
        let start = page * Self.pageSize
        before[page] = start < bytes.count ? Array(bytes[start..<min(start + Self.pageSize, bytes.count)]) : []
    }
}

/// A folder: its entries, and how they may be on the disk.
struct SimulatedFolder: Sendable {
    private(set) var entries: [String: Int] = [:]
    private var durable: [String: Int] = [:]
    /// What has changed since the last sync: a change is of one name, or of two by a rename.
    private var changes: [[(name: String, node: Int?)]] = []

    mutating func set(_ name: String, _ node: Int?) {
        entries[name] = node
        changes.append([(name, node)])
    }

    mutating func move(_ name: String, to target: String, _ node: Int) {
        entries[name] = nil
        entries[target] = node
        changes.append([(name, nil), (target, node)])
    }

    mutating func synchronize() {
        durable = entries
        changes = []
    }

    mutating func cutPower(_ generator: inout SeededGenerator) {
        entries = durable
        for change in changes where Bool.random(using: &generator) {
            for (name, node) in change { entries[name] = node }
        }
        synchronize()
    }
}
