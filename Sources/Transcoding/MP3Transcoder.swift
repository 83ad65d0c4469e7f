// SPDX-License-Identifier: Apache-2.0

package import Media
package import RecordingModel

/// Turns the AAC or Opus of one stream into MP3: 64 kbit/s for mono, 128 kbit/s for stereo, surround mixed down.
///
/// Called on the stream's loop, synchronously; `docs/decisions/0005-transcoding.md` tells what a packet costs. The
/// first MP3 frame comes after two or three packets of input and its track before it; rate and channels then stay,
/// whatever the input changes to. Times are counted in samples from the first packet's time on (`SampleTimeline`).
/// The delay of encoder and decoder isn't taken out of them: sound is 1,105 samples late, less than one frame.
///
/// The peer's fault: a configuration that no decoder takes, which is thrown. Tolerated: damaged packets, counted and
/// replaced by silence as long as the packet before was; holes of up to three seconds, filled with silence.
package final class MP3Transcoder: AudioTranscoder {
    private let libraries: TranscodingLibraries
    private var decoder: AudioDecoder
    /// Nil until the first samples tell rate and channels: HE-AAC needn't say in its configuration that it is one.
    private var output: MP3Output?
    /// What the last packet was decoded to; before the first, what its configuration tells.
    private var shape: SampleShape
    package private(set) var damagedPackets = 0

    /// Opens the decoder of a track.
    package init(input: CodecConfiguration, libraries: TranscodingLibraries) throws(TranscodingError) {
        self.libraries = libraries
        decoder = try AudioDecoder(input, libraries: libraries)
        shape = SampleShape(input)
    }

    package func change(to input: CodecConfiguration) throws(TranscodingError) -> [MediaEvent] {
        let next = try AudioDecoder(input, libraries: libraries)
        try drain()
        decoder = next
        shape = SampleShape(input)
        return output?.take() ?? []
    }

    package func transcode(_ packet: MediaPacket) throws(TranscodingError) -> [MediaEvent] {
        guard packet.kind == .audio else { return [] }
        let decoded: [StereoSamples]
        if let samples = decoder.decode(packet.payload) {
            decoded = samples
            if let last = samples.last { shape = last.shape }
        } else {
            damagedPackets += 1
            decoded = [StereoSamples(silent: shape)]
        }
        // A decoder that puts nothing out yet isn't damaged.
        guard let first = decoded.first else { return [] }
        if output == nil { output = try MP3Output(first.shape, libraries: libraries) }
        try output?.fill(before: packet.decodeTime)
        for samples in decoded { try output?.encode(samples) }
        return output?.take() ?? []
    }

    package func finish() throws(TranscodingError) -> [MediaEvent] {
        try drain()
        try output?.finish()
        return output?.take() ?? []
    }

    /// Encodes what the decoder has kept back.
    private func drain() throws(TranscodingError) {
        for samples in decoder.decode(nil) ?? [] { try output?.encode(samples) }
    }
}

@available(*, unavailable)
extension MP3Transcoder: Sendable {}
