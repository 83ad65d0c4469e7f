// SPDX-License-Identifier: Apache-2.0

/// Why something can't be written to an MP4 file.
package enum MP4Error: Error, Hashable, Sendable {
    /// The container has no sample entry for the codec.
    case unsupportedCodec
    /// A packet of a kind that no track was announced for.
    case unknownTrack
    /// A configuration that changes where nothing can tell of it: within a segment.
    case changeWithinSegment
    /// A packet beyond the 32 bits that tell its length.
    case payloadTooLarge
    /// More packets than the tables in memory are allowed to tell of.
    case tooManySamples
    /// A time beyond the bits of its field.
    case timeTooLarge
}
