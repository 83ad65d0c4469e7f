// SPDX-License-Identifier: Apache-2.0

package import Media

/// Why packets can't become an audio file.
package enum AudioFileError: Error, Hashable, Sendable {
    /// A track that the format has no way to describe.
    case unsupportedTrack(CodecConfiguration)
    /// A packet of a track that was never announced.
    case unannouncedTrack(MediaKind)
    /// A frame that its format forbids or that a header can't announce; the field that is wrong.
    case invalid(field: String)

    init(_ error: CodecError) {
        switch error {
        case .truncated: self = .invalid(field: "frame length")
        case .invalid(let field): self = .invalid(field: field)
        }
    }
}
