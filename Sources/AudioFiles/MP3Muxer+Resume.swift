// SPDX-License-Identifier: Apache-2.0

package import Media
import NIOCore

extension MP3Muxer {
    /// Goes from frame to frame behind the Xing frame, which is the one that belongs before the first of them.
    ///
    /// Frames that came in one packet are counted apart, and taken to have come one after another. What the Xing
    /// frame's tag holds is written anew when the file is completed.
    package mutating func resume(_ file: any ByteSource, from history: FileHistory) -> ResumedFile? {
        guard let track = history.start.tracks.first, case .mp3(let configuration) = track.configuration,
            let reserved = file.frame(at: 0)?.header.frameLength,
            let first = file.frame(at: Int64(reserved)), let xing = try? XingFrame(before: first.bytes),
            xing.length == reserved, file.read(at: 0, count: 4) == ByteBuffer(integer: xing.header)
        else { return nil }
        (xingFrame, bitrate, position) = (xing, first.header.bitrate, Int64(reserved))
        var audio = MediaFacts.TrackFacts(track: track)
        while let frame = file.frame(at: position)?.header, frame.sampleRate == configuration.sampleRate {
            count(frame)
            let time = MediaTime.samples(
                Int(audio.packets) * configuration.samplesPerFrame, rate: configuration.sampleRate)
            audio.count(byteCount: frame.frameLength ?? 0, at: history.start.origin + time)
        }
        guard audio.packets > 0 else { return nil }
        return ResumedFile(
            byteCount: position, facts: MediaFacts(video: nil, audio: audio, begun: history.start.begun))
    }
}

extension ByteSource {
    /// The header of a frame that is whole and tells its length, as it is and read; nil of no such frame.
    fileprivate func frame(at offset: Int64) -> (bytes: ByteBuffer, header: MPEGAudioFrameHeader)? {
        guard offset + Int64(MPEGAudioFrameHeader.length) <= byteCount,
            let bytes = read(at: offset, count: MPEGAudioFrameHeader.length),
            let header = try? MPEGAudioFrameHeader(bytes), let length = header.frameLength,
            offset + Int64(length) <= byteCount
        else { return nil }
        return (bytes, header)
    }
}
