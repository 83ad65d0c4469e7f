// SPDX-License-Identifier: Apache-2.0

package import Media

/// When a segment ends.
///
/// At the first keyframe once it has the target duration. A group of pictures that is longer than that still
/// stays whole up to twice the target; then the segment is cut where it is, and the playlist no longer says
/// that its segments are independent. This is what keeps the promise of EXT-X-TARGETDURATION, which a growing
/// list can't change (RFC 8216, 6.2.1): two packets of a recording are never more than `Timeline.largestStep`
/// apart, so a segment that is cut by the first packet at or after twice the target lasts less than both together.
/// Twenty seconds for a keyframe is more than publishers in use need; a playlist that promised
/// less would cut some of them up, one that promised more would let its live readers wait.
package struct SegmentPolicy: Hashable, Sendable {
    /// What a segment lasts at least, the last and those before a change excepted.
    package let targetDuration: MediaTime

    package init(targetDuration: MediaTime) {
        self.targetDuration = targetDuration
    }

    /// Seconds for EXT-X-TARGETDURATION of a growing list.
    package var promisedDuration: Int64 {
        (2 * targetDuration.nanoseconds + Timeline.largestStep.nanoseconds + 999_999_999) / 1_000_000_000
    }

    /// Whether a packet begins a new segment, when the current one began `elapsed` before it.
    ///
    /// A cut point is a keyframe or, without video, any audio frame. A change of tracks or clock doesn't wait
    /// for the target duration. A tenth of a second is let pass, since publishers round their times and ten
    /// seconds of whole groups would else now and then become twelve.
    package func cuts(after elapsed: MediaTime, atCutPoint isCutPoint: Bool, isChange: Bool) -> Bool {
        if elapsed.nanoseconds >= 2 * targetDuration.nanoseconds { return true }
        guard isCutPoint, elapsed >= .milliseconds(1) else { return false }
        return isChange || elapsed + .milliseconds(100) >= targetDuration
    }
}
