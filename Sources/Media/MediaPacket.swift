// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// What a track carries.
package enum MediaKind: UInt8, Hashable, Sendable, CaseIterable, Codable {
    case video
    case audio
}

/// One coded frame as the publisher sent it.
///
/// The payload is parsed once and shared by every output of the stream: video as length-prefixed NAL units
/// (ISO/IEC 14496-15), audio as one raw access unit. It is never changed in place.
package struct MediaPacket: Sendable {
    package var kind: MediaKind
    /// When the frame is decoded, unwrapped to 64 bits, on the clock that audio and video share.
    package var decodeTime: MediaTime
    /// Presentation time less decode time; may be negative, zero for audio.
    package var compositionOffset: MediaTime
    /// Whether decoding can start here; true for every audio frame.
    package var isKeyframe: Bool
    package var payload: ByteBuffer

    package init(
        kind: MediaKind,
        decodeTime: MediaTime,
        compositionOffset: MediaTime = .zero,
        isKeyframe: Bool,
        payload: ByteBuffer
    ) {
        self.kind = kind
        self.decodeTime = decodeTime
        self.compositionOffset = compositionOffset
        self.isKeyframe = isKeyframe
        self.payload = payload
    }

    /// When the frame is shown or heard.
    package var presentationTime: MediaTime { decodeTime + compositionOffset }
}
