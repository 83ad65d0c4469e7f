// SPDX-License-Identifier: Apache-2.0

package import Media

/// Why bytes aren't FLV, or packets can't become it.
package enum FLVError: Error, Hashable, Sendable {
    /// A message ends before its header does.
    case truncated
    /// A field has a value that the specification forbids or has no room for.
    case invalid(field: String)
    /// A sequence header that can't be understood.
    case malformedConfiguration(CodecError)
    /// A frame that isn't coded as its track's codec demands.
    case malformedPayload(CodecError)
    /// A packet came of a track that was never announced.
    case unannouncedTrack(MediaKind)
    /// A time beyond 2^31 - 1 ms (24.8 days) after the file's start; a new file must be begun.
    case timestampTooLarge
    /// A packet that the 24 bits of DataSize can't hold.
    case payloadTooLarge
}
