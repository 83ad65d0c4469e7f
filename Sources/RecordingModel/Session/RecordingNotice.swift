// SPDX-License-Identifier: Apache-2.0

package import Media

/// What a recording has to tell of its content, apart from its files.
package enum RecordingNotice: Hashable, Sendable {
    /// Something is missing, and it is known how much.
    case gap(Gap)
    /// A track is left out from here on, for the container can't hold it.
    case leftOut(Track)
    /// The publisher sends something that no recording can have.
    case notRecorded(LeftOut)
    /// Audio can't be transcoded, for this reason.
    case notTranscoded(String)
    /// A track's configuration changed in mid-recording.
    case changed(from: Track, to: Track)
    /// Something about the times of so many packets, which are recorded as they are.
    case odd(RecordingException.Kind, count: Int)
}
