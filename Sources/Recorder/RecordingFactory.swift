// SPDX-License-Identifier: Apache-2.0

import FLV
import HLS
import MPEGTS
import Media
import NIOCore
package import RecordingModel

/// Makes the sink that records a stream in a format: the only place where formats are told apart.
package struct RecordingFactory: Sendable {
    typealias Report = @Sendable (RecorderReport) -> Void
    typealias MakeSink = @Sendable (any FlowControl, any EventLoop, @escaping Report) -> any PacketSink

    private let store: any MediaStore
    private let clock: any WallClock

    /// A factory of sinks that write to a store.
    package init(store: any MediaStore, clock: any WallClock) {
        self.store = store
        self.clock = clock
    }

    /// What makes a recording's sink on its stream's loop; nil when the format can't be recorded.
    func makeSink(for recording: Recording) -> MakeSink? {
        let naming = FileNaming(
            pattern: recording.settings.fileNamePattern, streamID: recording.publication.key.stream)
        switch recording.id.format {
        case .hls:
            return make(recording) { HLSPackager(muxer: TSMuxer()) { naming.title(start: $0, end: $1, reserved: 0) } }
        case .flv:
            let interval = MediaTime.seconds(recording.settings.recordInterval)
            return make(recording) { SingleFilePackager(muxer: FLVMuxer(), interval: interval, naming: naming) }
        case .mp4, .aac, .mp3:
            return nil
        }
    }

    private func make<P: Packager>(
        _ recording: Recording, packager: @escaping @Sendable () -> P
    ) -> MakeSink {
        { [store, clock] flow, eventLoop, report in
            RecorderSink(
                session: RecordingSession(
                    packager: packager(), until: recording.end, content: recording.content),
                writer: store.makeWriter(folder: recording.folder), flow: flow, eventLoop: eventLoop, clock: clock,
                report: report)
        }
    }
}
