// SPDX-License-Identifier: Apache-2.0

import Foundation
import RecordingTesting
import Testing

/// What a target did that no input may bring about; a crash needs no word.
struct FuzzFinding: Error, CustomStringConvertible {
    var description: String

    static func require(_ condition: Bool, _ what: @autoclosure () -> String) throws {
        if !condition { throw FuzzFinding(description: what()) }
    }
}

/// A reader of what others wrote, and right inputs to begin with.
struct FuzzTarget: Sendable, CustomTestStringConvertible {
    var name: String
    var samples: @Sendable () throws -> [[UInt8]]
    var dictionary: [String] = []
    /// Reads an input, right or wrong; throws what the reader should not have done with it, and nothing else.
    var read: @Sendable ([UInt8], inout Mutator) throws -> Void

    var testDescription: String { name }

    /// Reads `count` variants, or as many as there is time for; how many they were.
    ///
    /// An input is decided by its number alone: `first` and `count` bring one back.
    func run(first: UInt64, count: UInt64, seconds: Double?) throws -> UInt64 {
        let samples = try samples() + Corpus.samples(of: name)
        for sample in samples { try attempt(sample, number: 0) }
        let end = seconds.map { Date.now.addingTimeInterval($0) }
        var number = first
        while end.map({ Date.now < $0 }) ?? (number < first &+ count) {
            if end != nil, number % 65_536 == 0 { FileHandle.standardError.write(Data("\(name) \(number)\n".utf8)) }
            // The clock is looked at now and then: it costs as much as a small input.
            for _ in 0..<(end == nil ? 1 : 64) {
                var mutator = Mutator(seed: number, dictionary: dictionary)
                let bytes = mutator.variant(of: samples)
                try attempt(bytes, number: number, mutator)
                number &+= 1
            }
        }
        return number &- first
    }

    private func attempt(_ bytes: [UInt8], number: UInt64, _ mutator: Mutator = Mutator(seed: 0)) throws {
        var mutator = mutator
        do {
            try read(bytes, &mutator)
        } catch {
            let hex = bytes.prefix(4_096).map { String(format: "%02x", $0) }.joined()
            throw FuzzFinding(description: "\(name), input \(number): \(error)\n\(hex)")
        }
    }
}
