// SPDX-License-Identifier: Apache-2.0

/// What a decoder must know before the first frame of a track.
///
/// Indirect, since it is kept and handed on with far more than what asks for its contents.
package indirect enum CodecConfiguration: Hashable, Sendable {
    case avc(AVCDecoderConfiguration)
    case hevc(HEVCDecoderConfiguration)
    case av1(AV1CodecConfiguration)
    case vp9(VP9CodecConfiguration)
    case aac(AudioSpecificConfig)
    case mp3(MPEGAudioConfiguration)
    case opus(OpusConfiguration)
    case flac(FLACConfiguration)
    case ac3(AC3Configuration)
    case eac3(EAC3Configuration)
    case g711(G711Configuration)
}

extension CodecConfiguration {
    package var kind: MediaKind {
        switch self {
        case .avc, .hevc, .av1, .vp9: .video
        case .aac, .mp3, .opus, .flac, .ac3, .eac3, .g711: .audio
        }
    }

    /// The codec's name, as callbacks, the API and ffmpeg have it.
    package var name: String {
        switch self {
        case .avc: "h264"
        case .hevc: "hevc"
        case .av1: "av1"
        case .vp9: "vp9"
        case .aac: "aac"
        case .mp3: "mp3"
        case .opus: "opus"
        case .flac: "flac"
        case .ac3: "ac3"
        case .eac3: "eac3"
        case .g711(let configuration): configuration.law == .aLaw ? "pcm_alaw" : "pcm_mulaw"
        }
    }

    /// The cropped size of the picture; nil of sound, and where it isn't told or can't be read.
    package var pictureSize: PictureSize? {
        switch self {
        case .avc(let configuration): configuration.sequenceParameterSet?.pictureSize
        case .hevc(let configuration): configuration.sequenceParameterSet?.pictureSize
        case .av1(let configuration): configuration.sequenceHeader?.pictureSize
        case .vp9(let configuration): configuration.pictureSize
        case .aac, .mp3, .opus, .flac, .ac3, .eac3, .g711: nil
        }
    }

    /// How pictures are to be shown, as far as H.264 and H.265 tell.
    package var presentation: PicturePresentation? {
        switch self {
        case .avc(let configuration): configuration.sequenceParameterSet?.presentation
        case .hevc(let configuration): configuration.sequenceParameterSet?.presentation
        case .av1, .vp9, .aac, .mp3, .opus, .flac, .ac3, .eac3, .g711: nil
        }
    }

    /// Frames a second that the configuration announces; nil of sound, and where it isn't told or can't be read.
    package var nominalFrameRate: Double? {
        switch self {
        case .avc(let configuration): configuration.sequenceParameterSet?.frameRate
        case .hevc(let configuration): configuration.sequenceParameterSet?.frameRate
        case .av1(let configuration): configuration.sequenceHeader?.frameRate
        case .vp9, .aac, .mp3, .opus, .flac, .ac3, .eac3, .g711: nil
        }
    }

    /// Hertz as a decoder puts them out; nil of pictures.
    package var sampleRate: Int? {
        switch self {
        case .avc, .hevc, .av1, .vp9: nil
        case .aac(let configuration): configuration.outputSampleRate
        case .mp3(let configuration): configuration.sampleRate
        case .opus: OpusConfiguration.sampleRate
        case .flac(let configuration): configuration.sampleRate
        case .ac3(let configuration): configuration.sampleRate
        case .eac3(let configuration): configuration.sampleRate
        case .g711: G711Configuration.sampleRate
        }
    }

    /// Channels as a decoder puts them out; nil of pictures, and of AAC that leaves it to the frames.
    package var channelCount: Int? {
        switch self {
        case .avc, .hevc, .av1, .vp9: nil
        case .aac(let configuration): configuration.channelCount > 0 ? configuration.channelCount : nil
        case .mp3(let configuration): configuration.channelCount
        case .opus(let configuration): configuration.channelCount
        case .flac(let configuration): configuration.channelCount
        case .ac3(let configuration): configuration.channelCount
        case .eac3(let configuration): configuration.channelCount
        case .g711(let configuration): configuration.channelCount
        }
    }

    /// How long each audio frame is, rounded down to the nanosecond; nil where frames differ, and of pictures.
    package var nominalFrameDuration: MediaTime? {
        switch self {
        case .avc, .hevc, .av1, .vp9, .opus, .g711: nil
        case .aac(let configuration): .samples(configuration.frameLength, rate: configuration.sampleRate)
        case .mp3(let configuration): .samples(configuration.samplesPerFrame, rate: configuration.sampleRate)
        case .flac(let configuration): configuration.blockSize.map { .samples($0, rate: configuration.sampleRate) }
        case .ac3(let configuration): .samples(AC3Configuration.samplesPerFrame, rate: configuration.sampleRate)
        case .eac3(let configuration): .samples(EAC3Configuration.samplesPerFrame, rate: configuration.sampleRate)
        }
    }
}
