// SPDX-License-Identifier: Apache-2.0

package import Media
import NIOCore

extension FragmentedMuxer {
    /// Keeps the fragments that are whole.
    package static func resume(_ segment: any ByteSource, _ history: SegmentHistory) -> ResumedSegment? {
        var tracks = MovieTracks()
        guard let type = try? BoxHeader(at: 0, of: segment), type.type == "styp", type.end < segment.byteCount,
            (try? history.tracks.forEach { _ = try tracks.use($0.configuration) }) != nil
        else { return nil }
        var fragments = WrittenFragments(segment, from: type.end, of: tracks.list)
        var (video, audio) = (history.facts.video, history.facts.audio)
        var (end, isIndependent): (MediaTime?, Bool?) = (nil, nil)
        while let chunks = fragments.next() {
            for chunk in chunks {
                guard let last = chunk.samples.last else { continue }
                let track = tracks.list[chunk.slot]
                switch track.kind {
                case .video:
                    video?.count(chunk.samples, timescale: track.clock.timescale, from: history.origin)
                    isIndependent = isIndependent ?? chunk.samples.first?.isSync
                case .audio: audio?.count(chunk.samples, timescale: track.clock.timescale, from: history.origin)
                }
                let ticks = Int(last.decodeTime + Int64(last.duration))
                let time = history.origin + .samples(ticks, rate: Int(track.clock.timescale))
                end = max(end ?? time, time)
            }
        }
        guard let end else { return nil }
        return ResumedSegment(
            byteCount: fragments.offset,
            facts: MediaFacts(video: video, audio: audio, begun: history.facts.begun), end: end,
            isIndependent: isIndependent ?? true)
    }
}
