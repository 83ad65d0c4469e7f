// SPDX-License-Identifier: Apache-2.0

/// One elementary stream and how to decode it.
package struct Track: Codable, Hashable, Sendable {
    package var configuration: CodecConfiguration

    package init(configuration: CodecConfiguration) {
        self.configuration = configuration
    }

    package var kind: MediaKind { configuration.kind }

    /// Whether both are of one codec, whatever its parameters.
    package func hasCodec(of other: Track) -> Bool { configuration.name == other.configuration.name }
}

/// What a publisher's message means for a recording.
package enum MediaEvent: Sendable {
    /// A decoder configuration: at the start, repeated by some encoders, or changed in mid-stream.
    case track(Track)
    case packet(MediaPacket)
    /// Something that won't be in any recording; told once for each.
    case leftOut(LeftOut)
}

/// What a publisher sends that isn't recorded.
package enum LeftOut: Hashable, Sendable {
    /// A codec: of FLV by CodecID or SoundFormat, of Enhanced RTMP by FourCC.
    case codec(MediaKind, identifier: UInt32)
    /// The tracks of a multitrack stream beyond track 0.
    case furtherTracks(MediaKind)

    package var kind: MediaKind {
        switch self {
        case .codec(let kind, identifier: _), .furtherTracks(let kind): kind
        }
    }
}

extension LeftOut: CustomStringConvertible {
    package var description: String {
        switch self {
        case .codec(_, let identifier): "codec \(codecName(identifier))"
        case .furtherTracks: "tracks beyond the first"
        }
    }
}

/// A FourCC's characters, or the number that FLV gives a codec.
private func codecName(_ identifier: UInt32) -> String {
    let bytes = stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: identifier >> UInt32($0)) }
    return bytes.allSatisfy { (0x20...0x7E).contains($0) } ? String(decoding: bytes, as: UTF8.self) : "\(identifier)"
}
