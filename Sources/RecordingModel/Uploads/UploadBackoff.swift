// SPDX-License-Identifier: Apache-2.0

package import Media

/// How long to wait after failures: twice as long after each, up to a limit.
///
/// By chance down to half of that, so that many that failed together don't come back together. There is no last attempt.
package struct UploadBackoff: Hashable, Sendable {
    /// After the first failure.
    package var first: MediaTime
    package var longest: MediaTime

    /// No due time is further ahead of its making than this.
    package static let limit = MediaTime.seconds(3_600)

    package init(first: MediaTime = .seconds(1), longest: MediaTime = .seconds(300)) {
        self.first = min(first, Self.limit)
        self.longest = min(longest, Self.limit)
    }

    /// When to try again what has failed so often before, and just now once more.
    package func due(
        afterFailures failures: Int, of kind: UploadFault.Kind, at now: WallTime,
        using generator: inout some RandomNumberGenerator
    ) -> WallTime {
        var delay = longest.nanoseconds
        switch kind {
        case .unavailable, .corrupt:
            // More doublings would pass every limit, and the number's range.
            if failures < 20 { delay = min(first.nanoseconds << Int64(failures), delay) }
        case .credentials, .refused, .source:
            // Somebody has to mend it first, which takes its time; the first attempts may meet a change just being made.
            if failures < 3 { delay = min(first.nanoseconds << Int64(failures * 3), delay) }
        }
        return now.advanced(by: MediaTime(nanoseconds: .random(in: delay / 2...delay, using: &generator)))
    }
}
