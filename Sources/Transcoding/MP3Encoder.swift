// SPDX-License-Identifier: Apache-2.0

import CTranscoding
import NIOCore
import RecordingModel

/// What an MP3 track is made of, whatever comes in.
struct MP3Format: Hashable {
    /// Hertz: 32,000, 44,100 or 48,000.
    let sampleRate: Int
    /// 1 or 2.
    let channelCount: Int

    /// Samples of each channel in a frame of MPEG-1.
    static let samplesPerFrame = 1_152
    /// Kilobits a second: 64 for each channel, the rate at which most people hear no difference.
    var bitRate: Int { channelCount * 64 }

    /// The format for a decoder's output, in which more than one channel becomes stereo.
    ///
    /// The rates of MPEG-1 stay; of them a lower rate takes the one that is its multiple, others take 48 kHz.
    init(inputRate: Int, channelCount: Int) {
        self.channelCount = channelCount == 1 ? 1 : 2
        sampleRate =
            switch inputRate {
            case 32_000, 44_100, 48_000: inputRate
            case 88_200, 22_050, 11_025, 7_350: 44_100
            case 16_000, 8_000: 32_000
            case _: 48_000
            }
    }
}

/// An encoder of libmp3lame: constant bit rate and no bit reservoir, so that each frame stands for itself and files
/// can be cut between any two.
///
/// Not `Sendable`: it belongs to one stream's loop.
@safe final class MP3Encoder {
    private let encoder: OpaquePointer
    // Keeps the functions it calls.
    private let libraries: TranscodingLibraries
    private var output: [UInt8]

    /// Samples that are encoded at once.
    private static let chunk = 2_048

    init(inputRate: Int, format: MP3Format, libraries: TranscodingLibraries) throws(TranscodingError) {
        let opened = unsafe transcoding_encoder_open(
            libraries.lame, CInt(inputRate), CInt(format.sampleRate), CInt(format.channelCount),
            CInt(format.bitRate))
        guard let opened = unsafe opened else { throw .encoderFailed }
        unsafe encoder = opened
        self.libraries = libraries
        output = [UInt8](repeating: 0, count: transcoding_encoder_capacity(CInt(Self.chunk)))
    }

    deinit {
        unsafe transcoding_encoder_close(encoder)
    }

    /// Encodes samples of both sides, of which mono takes the left one.
    func encode(left: [Float], right: [Float], into bytes: inout ByteBuffer) throws(TranscodingError) {
        var start = 0
        while start < left.count {
            let end = min(left.count, start + Self.chunk)
            let written = unsafe left[start..<end].withUnsafeBufferPointer { left in
                unsafe right[start..<end].withUnsafeBufferPointer { right in
                    unsafe output.withUnsafeMutableBufferPointer { output in
                        unsafe transcoding_encoder_encode(
                            encoder, left.baseAddress, right.baseAddress, CInt(left.count), output.baseAddress,
                            output.count)
                    }
                }
            }
            try take(written, into: &bytes)
            start = end
        }
    }

    /// Puts out what is left, filled up with silence; nothing can be encoded after it.
    func flush(into bytes: inout ByteBuffer) throws(TranscodingError) {
        let written = unsafe output.withUnsafeMutableBufferPointer { output in
            unsafe transcoding_encoder_flush(encoder, output.baseAddress, output.count)
        }
        try take(written, into: &bytes)
    }

    private func take(_ written: CInt, into bytes: inout ByteBuffer) throws(TranscodingError) {
        guard written >= 0 else { throw .encoderFailed }
        bytes.writeBytes(output[..<Int(written)])
    }
}

@available(*, unavailable)
extension MP3Encoder: Sendable {}
