// SPDX-License-Identifier: Apache-2.0

/// What a decoder must know before the first frame of a track.
package enum CodecConfiguration: Hashable, Sendable {
    case avc(AVCDecoderConfiguration)
    case aac(AudioSpecificConfig)
}

extension CodecConfiguration {
    /// What the codec is called in manifests and logs.
    package var name: String {
        switch self {
        case .avc: "h264"
        case .aac: "aac"
        }
    }
}

/// One elementary stream and how to decode it.
package struct Track: Hashable, Sendable {
    package var configuration: CodecConfiguration

    package init(configuration: CodecConfiguration) {
        self.configuration = configuration
    }

    package var kind: MediaKind {
        switch configuration {
        case .avc: .video
        case .aac: .audio
        }
    }

    /// Whether both are of one codec, whatever its parameters.
    package func hasCodec(of other: Track) -> Bool {
        switch (configuration, other.configuration) {
        case (.avc, .avc), (.aac, .aac): true
        case (_, _): false
        }
    }
}

/// What a publisher's message means for a recording.
package enum MediaEvent: Sendable {
    /// A decoder configuration: at the start, repeated by some encoders, or changed in mid-stream.
    case track(Track)
    case packet(MediaPacket)
}
