// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import RecordingModel

/// The MP3 side of a transcoder: samples in, whole frames with their times out.
///
/// Not `Sendable`: it belongs to one stream's loop.
struct MP3Output {
    private let format: MP3Format
    private let libraries: TranscodingLibraries
    private var encoder: MP3Encoder
    private var input: SampleShape
    private var timeline: SampleTimeline
    /// What the encoder has put out; whole frames, but for the time of a call.
    private var bytes = ByteBuffer()
    private var events: [MediaEvent] = []
    private var isAnnounced = false

    /// Chooses rate and channels by the first samples.
    init(_ first: SampleShape, libraries: TranscodingLibraries) throws(TranscodingError) {
        self.libraries = libraries
        input = first
        format = MP3Format(inputRate: first.sampleRate, channelCount: first.channelCount)
        encoder = try MP3Encoder(inputRate: first.sampleRate, format: format, libraries: libraries)
        timeline = SampleTimeline(sampleRate: first.sampleRate, outputRate: format.sampleRate)
    }

    /// Fills a hole before a packet with silence.
    mutating func fill(before time: MediaTime) throws(TranscodingError) {
        let count = timeline.silence(before: time)
        guard count > 0 else { return }
        try encode(StereoSamples(silent: SampleShape(sampleRate: input.sampleRate, channelCount: 1, count: count)))
    }

    /// Encodes samples of any rate and count.
    mutating func encode(_ samples: StereoSamples) throws(TranscodingError) {
        if samples.shape.sampleRate != input.sampleRate {
            try finish()
            encoder = try MP3Encoder(inputRate: samples.shape.sampleRate, format: format, libraries: libraries)
            timeline.change(sampleRate: samples.shape.sampleRate)
        }
        input = samples.shape
        var samples = samples
        if format.channelCount == 1, samples.shape.channelCount > 1 {
            for index in samples.left.indices { samples.left[index] = (samples.left[index] + samples.right[index]) / 2 }
        }
        try encoder.encode(left: samples.left, right: samples.right, into: &bytes)
        timeline.consume(samples.left.count)
        try split()
    }

    /// Ends with a whole frame, filled up with silence.
    mutating func finish() throws(TranscodingError) {
        try encoder.flush(into: &bytes)
        try split()
    }

    /// Hands over what has collected.
    mutating func take() -> [MediaEvent] {
        defer { events = [] }
        return events
    }

    private mutating func split() throws(TranscodingError) {
        while bytes.readableBytes >= MPEGAudioFrameHeader.length {
            guard let length = (try? MPEGAudioFrameHeader(bytes))?.frameLength else { throw .encoderFailed }
            guard let frame = bytes.readSlice(length: length) else { break }
            if !isAnnounced, let configuration = try? MPEGAudioConfiguration(frame: frame) {
                isAnnounced = true
                events.append(.track(Track(configuration: .mp3(configuration))))
            }
            events.append(
                .packet(
                    MediaPacket(
                        kind: .audio, decodeTime: timeline.nextFrameTime(), isKeyframe: true, payload: frame)))
        }
        // Frames that were handed out keep the memory they lie in.
        bytes = ByteBuffer(buffer: bytes)
    }
}
