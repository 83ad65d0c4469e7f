// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// A track with a small but valid configuration; variants differ from one another.
func makeTrack(_ kind: MediaKind, variant: UInt8 = 0) throws -> Track {
    switch kind {
    case .video:
        let record = ByteBuffer(bytes: [1, 0x42, 0, 30, 0xFF, 0xE1, 0, 2, 0x67, variant, 1, 0, 1, 0x68])
        return Track(configuration: .avc(try AVCDecoderConfiguration(record: record)))
    case .audio:
        let bytes = ByteBuffer(bytes: [0x12, 0x08 + variant * 8])
        return Track(configuration: .aac(try AudioSpecificConfig(bytes: bytes)))
    }
}

/// A packet that tells its kind and time in its payload.
func makePacket(_ kind: MediaKind, at milliseconds: Int64, isKeyframe: Bool = true) -> MediaPacket {
    let letter = kind == .audio ? "a" : isKeyframe ? "K" : "v"
    return MediaPacket(
        kind: kind, decodeTime: .milliseconds(milliseconds), isKeyframe: isKeyframe,
        payload: ByteBuffer(string: "\(letter)\(milliseconds)"))
}
