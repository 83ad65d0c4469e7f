// SPDX-License-Identifier: Apache-2.0

/// A moment of a recorded file that its owner has named: `KeyFrameDesc` of `vod`.
package struct MediaMark: Hashable, Sendable, Codable {
    /// Seconds from the beginning of the file, not negative.
    package var offset: Double
    package var content: String

    package init(offset: Double, content: String) {
        self.offset = offset
        self.content = content
    }
}
