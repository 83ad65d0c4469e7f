// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import RecordingTesting
import Testing

@Suite("RecordTaskID")
struct RecordTaskIDTests {
    private static let letters = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")

    @Test("begins with U and has 59 letters and digits behind it, each as often as the others")
    func characters() {
        var generator = SeededGenerator(seed: 1)
        var counts: [Character: Int] = [:]
        for _ in 0..<10_000 {
            let id = RecordTaskID.mint(using: &generator)
            #expect(id.count == 60 && id.first == "U")
            for character in id.dropFirst() { counts[character, default: 0] += 1 }
        }
        #expect(Set(counts.keys) == Self.letters)
        // A twentieth is five standard deviations: these are the same numbers at every run.
        let expected = 590_000 / 62
        #expect(counts.values.allSatisfy { abs($0 - expected) < expected / 20 })
    }

    @Test("does not come twice")
    func differs() {
        var generator = SystemRandomNumberGenerator()
        let ids = Set((0..<10_000).map { _ in RecordTaskID.mint(using: &generator) })
        #expect(ids.count == 10_000)
    }
}
