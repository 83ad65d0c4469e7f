// SPDX-License-Identifier: Apache-2.0

import Media
package import RecordingModel

/// Where the next page of orders begins, as text that clients hand back.
///
/// It names the last order of a page, not a number of rows: orders that come or go between two pages neither repeat
/// nor hide others.
package struct ScrollToken: Hashable, Sendable {
    package let cursor: TaskCursor

    package init(cursor: TaskCursor) {
        self.cursor = cursor
    }

    /// Reads a token; throws `InvalidParameter` for one that was not given out here.
    package init(_ text: String) throws(APIFault) {
        let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let microseconds = Int64(parts[0], radix: 36), microseconds >= 0, !parts[1].isEmpty
        else { throw .value(text.prefix(128), of: "ScrollToken", code: .invalidParameter) }
        cursor = TaskCursor(start: WallTime(microseconds: microseconds), id: String(parts[1]))
    }

    /// The token as clients get it.
    package var text: String { "\(String(cursor.start.microseconds, radix: 36))-\(cursor.id)" }
}
