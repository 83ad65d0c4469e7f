// SPDX-License-Identifier: Apache-2.0

package import Media

/// What the caller of a recording session has to do after an event.
///
/// Indirect, since each packet makes one, and hardly any has a file to tell of.
package indirect enum RecordingStep: Hashable, Sendable {
    case goesOn
    /// A file is complete, the recording goes on in another.
    case fileFinished(FinishedFile)
    /// The recording is over; nil when it never began, or when its last file was handed out before.
    case ended(FinishedFile?)
    /// The recording is over, but its last file could not be completed, for this reason.
    case failed(String)
}
