// SPDX-License-Identifier: Apache-2.0

/// How the files of one recording are called: its template's pattern, its stream, and the zone of the times.
package struct FileNaming: Hashable, Sendable {
    package var pattern: FileNamePattern
    package var streamID: String
    /// Seconds east of UTC.
    package var offset: Int64

    package init(
        pattern: FileNamePattern = .standard, streamID: String, offset: Int64 = CivilTime.beijingOffset
    ) {
        self.pattern = pattern
        self.streamID = streamID
        self.offset = offset
    }

    /// The longest name of a file that common file systems take, in bytes.
    package static let maximumNameLength = 255

    /// The name, without ending, of what was recorded from `start` to `end`.
    ///
    /// A title is one component of a path and nothing else, whatever the stream is called: separators and
    /// control characters become `_`, and so do dots at the beginning and behind another, for `..` in a URL is the
    /// way up to many. It is cut so that `reserved` bytes more make a legal name.
    package func title(start: WallTime, end: WallTime, reserved: Int) -> String {
        let filled = pattern.title(streamID: streamID, start: start, end: end, offset: offset)
        var title = String.UnicodeScalarView()
        var length = 0
        var isBehindDot = true
        for scalar in filled.unicodeScalars {
            let isUnsafe = scalar == "/" || scalar == "\\" || scalar.properties.generalCategory == .control
            let kept = isUnsafe || scalar == "." && isBehindDot ? "_" : scalar
            isBehindDot = scalar == "."
            length += UTF8.width(kept)
            guard length + reserved <= Self.maximumNameLength else { break }
            title.append(kept)
        }
        return title.isEmpty ? "_" : String(title)
    }
}
