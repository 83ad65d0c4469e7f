// SPDX-License-Identifier: Apache-2.0

package import Media
import NIOCore

extension ADTSMuxer {
    /// Goes from header to header as long as they are those that this muxer writes.
    ///
    /// The file has no times: the packets are taken to have come one after another.
    package mutating func resume(_ file: any ByteSource, from history: FileHistory) -> ResumedFile? {
        guard let track = history.start.tracks.first, case .aac(let configuration) = track.configuration else {
            return nil
        }
        var audio = MediaFacts.TrackFacts(track: track)
        var position: Int64 = 0
        while let payload = configuration.payloadLength(at: position, of: file) {
            let time = MediaTime.samples(
                Int(audio.packets) * configuration.frameLength, rate: configuration.sampleRate)
            audio.count(byteCount: payload, at: history.start.origin + time)
            position += Int64(ADTSHeader.length + payload)
        }
        guard audio.packets > 0 else { return nil }
        return ResumedFile(
            byteCount: position, facts: MediaFacts(video: nil, audio: audio, begun: history.start.begun))
    }
}

extension AudioSpecificConfig {
    /// Bytes of the whole access unit whose header stands there; nil when it isn't whole or another header.
    fileprivate func payloadLength(at offset: Int64, of file: any ByteSource) -> Int? {
        guard offset + Int64(ADTSHeader.length) <= file.byteCount,
            let found = file.read(at: offset, count: ADTSHeader.length),
            // aac_frame_length: 13 bits that begin in the fourth byte.
            let word = found.getInteger(at: found.readerIndex + 3, as: UInt32.self)
        else { return nil }
        let length = Int(word >> 13 & 0x1FFF) - ADTSHeader.length
        var expected = ByteBuffer()
        guard (try? ADTSHeader.write(config: self, payloadLength: length, into: &expected)) != nil, found == expected,
            offset + Int64(ADTSHeader.length + length) <= file.byteCount
        else { return nil }
        return length
    }
}
