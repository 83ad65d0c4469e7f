// SPDX-License-Identifier: Apache-2.0

import HLS
import Media
import Testing

@Suite("Segment policy")
struct SegmentPolicyTests {
    private let policy = SegmentPolicy(targetDuration: .seconds(10))

    @Test(
        "cuts at the first cut point from the target duration on",
        arguments: [(0, false), (9_899, false), (9_900, true), (10_000, true), (19_999, true)] as [(Int64, Bool)])
    func cutPoints(elapsed: Int64, expected: Bool) {
        #expect(policy.cuts(after: .milliseconds(elapsed), atCutPoint: true, isChange: false) == expected)
    }

    @Test(
        "cuts anywhere from twice the target duration on",
        arguments: [(10_000, false), (19_999, false), (20_000, true)] as [(Int64, Bool)])
    func limit(elapsed: Int64, expected: Bool) {
        #expect(policy.cuts(after: .milliseconds(elapsed), atCutPoint: false, isChange: true) == expected)
    }

    @Test(
        "cuts at the next cut point after a change, if the segment has any length",
        arguments: [(-40, false), (0, false), (1, true), (2_000, true)] as [(Int64, Bool)])
    func changes(elapsed: Int64, expected: Bool) {
        #expect(policy.cuts(after: .milliseconds(elapsed), atCutPoint: true, isChange: true) == expected)
    }

    @Test("promises whole seconds", arguments: [(10_000, 30), (2_500, 15), (400, 11)] as [(Int64, Int64)])
    func promise(target: Int64, expected: Int64) {
        #expect(SegmentPolicy(targetDuration: .milliseconds(target)).promisedDuration == expected)
    }
}
