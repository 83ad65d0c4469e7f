// SPDX-License-Identifier: Apache-2.0

import Foundation
import RecordingTesting
import Testing

/// Every reader of foreign bytes, given bytes that are nearly right.
///
/// A finding is a crash, an answer that can't be, more work or memory than the input is worth. Work is counted, not
/// timed; the time limit is for what counts nothing. `make fuzz` sets how much is tried.
@Suite("Fuzzing", .serialized, .timeLimit(.minutes(240)))
struct FuzzTests {
    private static let environment = ProcessInfo.processInfo.environment
    /// Inputs for each target, from which one on, and for how long instead.
    private static let count = environment["AIRCHECK_FUZZ_COUNT"].flatMap(UInt64.init) ?? 500
    private static let first = environment["AIRCHECK_FUZZ_FIRST"].flatMap(UInt64.init) ?? 1
    private static let seconds = environment["AIRCHECK_FUZZ_SECONDS"].flatMap(Double.init)
    /// The name of the only target to run.
    private static let only = environment["AIRCHECK_FUZZ_TARGET"]

    static let targets = (FuzzTarget.wire + FuzzTarget.codecs + FuzzTarget.files + FuzzTarget.cutFiles).filter {
        only == nil || $0.name == only
    }

    @Test("reads nearly right bytes without harm", arguments: targets)
    func nearlyRight(target: FuzzTarget) throws {
        let count = try target.run(first: Self.first, count: Self.count, seconds: Self.seconds)
        #expect(count > 0)
        if Self.seconds != nil { print("\(target.name): \(count) inputs from \(Self.first) on without a finding") }
    }

    @Test("makes the same bytes of the same seed, and others of others")
    func repeats() throws {
        let samples = [Array("one sample of many".utf8), Array("another, which is longer than the first".utf8)]
        let made = (0..<200 as Range<UInt64>).map { seed in
            var (mutator, again) = (
                Mutator(seed: seed, dictionary: ["word"]), Mutator(seed: seed, dictionary: ["word"])
            )
            let bytes = mutator.variant(of: samples, limit: 64)
            #expect(bytes == again.variant(of: samples, limit: 64))
            #expect(bytes.count <= 64)
            return bytes
        }
        #expect(Set(made).count > 190)
        #expect(made.contains { String(decoding: $0, as: UTF8.self).contains("word") })
    }

    @Test("tells a finding, and which input it was")
    func finds() throws {
        let target = FuzzTarget(name: "fussy", samples: { [[1, 2, 3]] }) { bytes, _ in
            try FuzzFinding.require(bytes.contains(1), "no one")
        }
        #expect(throws: FuzzFinding.self) { try target.run(first: 0, count: 1_000, seconds: nil) }
    }
}
