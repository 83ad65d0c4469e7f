// SPDX-License-Identifier: Apache-2.0

package import Media

/// What isn't as it should be, or is worth a word.
package struct Finding: Hashable, Sendable {
    /// The segment, of a playlist; nil in the file that was given.
    package var file: String?
    /// Bytes from the start of the file (of a playlist: its line, from 1); nil when it is about the whole.
    package var offset: Int64?
    package var rule: Rule
    /// One sentence for people.
    package var sentence: String
}

/// A step of a track's decode times that is longer than any frame, or backwards.
package struct TimeGap: Hashable, Sendable {
    /// The segment in which the time goes on, of a playlist.
    package var file: String?
    /// `TrackReport.identifier`.
    package var track: Int
    package var from: MediaTime
    package var to: MediaTime
    /// Whether the container says that the time breaks off here.
    package var isMarked: Bool
}

/// Why a piece of a file can't be read.
package struct Violation: Error, Hashable, Sendable {
    package var rule: Rule
    package var sentence: String

    init(_ rule: Rule, _ sentence: String) {
        self.rule = rule
        self.sentence = sentence
    }
}
