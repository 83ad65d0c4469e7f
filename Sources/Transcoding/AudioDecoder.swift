// SPDX-License-Identifier: Apache-2.0

import CTranscoding
import Media
import NIOCore
import RecordingModel

/// A decoder of libavcodec.
///
/// Not `Sendable`: it belongs to one stream's loop.
@safe final class AudioDecoder {
    private let decoder: OpaquePointer
    private let isOpus: Bool
    // Keeps the functions it calls.
    private let libraries: TranscodingLibraries

    /// Opens the decoder of a track.
    init(_ configuration: CodecConfiguration, libraries: TranscodingLibraries) throws(TranscodingError) {
        let name: String
        let record: ByteBuffer
        switch configuration {
        case .aac(let configuration): (name, record) = ("aac", configuration.bytes)
        case .opus(let configuration): (name, record) = ("opus", configuration.head)
        case .avc, .hevc, .av1, .vp9, .mp3, .flac, .ac3, .eac3, .g711: throw .unsupported(configuration)
        }
        let opened = unsafe record.withUnsafeReadableBytes { bytes in
            unsafe transcoding_decoder_open(
                libraries.codecs, name, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
        }
        guard let opened = unsafe opened else { throw .unsupported(configuration) }
        unsafe decoder = opened
        isOpus = name == "opus"
        self.libraries = libraries
    }

    deinit {
        unsafe transcoding_decoder_close(decoder)
    }

    /// Decodes one access unit, or what is left when there is none; nil when it is damaged.
    func decode(_ payload: ByteBuffer?) -> [StereoSamples]? {
        // No bytes mean the end to libavcodec: an empty packet is none.
        if let payload, payload.readableBytes == 0 { return nil }
        let result = unsafe (payload ?? ByteBuffer()).withUnsafeReadableBytes { bytes in
            unsafe transcoding_decoder_send(
                decoder, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
        }
        guard result >= 0 else { return nil }
        var decoded: [StereoSamples] = []
        var samples = transcoding_samples()
        while true {
            switch unsafe transcoding_decoder_receive(decoder, &samples) {
            case 1:
                guard let mixed = mix(samples) else { return nil }
                decoded.append(mixed)
            case 0: return decoded
            case _: return nil
            }
        }
    }

    private func mix(_ samples: transcoding_samples) -> StereoSamples? {
        let shape = SampleShape(
            sampleRate: Int(samples.sample_rate), channelCount: Int(samples.channel_count),
            count: Int(samples.sample_count))
        guard let mix = StereoMix(channelCount: shape.channelCount, isOpus: isOpus) else { return nil }
        var mixed = StereoSamples(silent: shape)
        let planes = unsafe [
            samples.planes.0, samples.planes.1, samples.planes.2, samples.planes.3, samples.planes.4,
            samples.planes.5, samples.planes.6, samples.planes.7,
        ]
        for (index, gain) in mix.gains.enumerated() {
            guard let plane = unsafe planes[index] else { return nil }
            for sample in 0..<shape.count {
                mixed.left[sample] += unsafe gain.left * plane[sample]
                mixed.right[sample] += unsafe gain.right * plane[sample]
            }
        }
        return mixed
    }
}

@available(*, unavailable)
extension AudioDecoder: Sendable {}
