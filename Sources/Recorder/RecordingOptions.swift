// SPDX-License-Identifier: Apache-2.0

import Media

/// What the operator chooses for all recordings.
package struct RecordingOptions: Sendable, Codable {
    /// Whether MP4 files get their movie box at the front, which takes a copy of each when it ends.
    package var isMovieFirst = false
    /// Whether the segments of HLS are fragmented MP4 also where MPEG-TS would hold their tracks.
    package var areSegmentsFragmented = false
    /// Seconds east of UTC of the times in file names.
    package var nameOffset = CivilTime.beijingOffset

    package init() {}
}
