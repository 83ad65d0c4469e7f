// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import RecordingModel
import RecordingTesting

/// A push of a simulation: two ticks a second, a keyframe in every other.
final class SimulatedSource: LiveSource, FlowControl, @unchecked Sendable {
    let publication: Publication
    let loop: SimulatedEventLoop
    var eventLoop: any EventLoop { loop }
    private let world: SimulatedWorld
    private let process: SimulatedProcess
    private var sinks: [(id: RecordingID, sink: any PacketSink)] = []
    private var recent: [(packets: [MediaPacket], time: WallTime)] = []
    private var position: Int64 = 0
    private var holds = 0
    private(set) var isOver = false
    /// When the recorder had heard of it.
    var known: Duration?

    init(_ publication: Publication, world: SimulatedWorld, process: SimulatedProcess) {
        self.publication = publication
        self.world = world
        self.process = process
        loop = SimulatedEventLoop(process)
    }

    /// The recordings that go on.
    var recordings: [RecordingID] { sinks.filter { !$0.sink.isEnded }.map(\.id) }

    func attach(
        _ id: RecordingID, from start: WallTime, makeSink: @escaping @Sendable (any FlowControl) -> any PacketSink
    ) async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            loop.execute { [self] in
                begin(id, from: start, makeSink)
                continuation.resume()
            }
        }
        await process.pause(upTo: .milliseconds(200))
    }

    private func begin(
        _ id: RecordingID, from start: WallTime, _ makeSink: (any FlowControl) -> any PacketSink
    ) {
        world.trace("attach \(id.cause) \(id.format) to \(id.publication.number)")
        if recordings.contains(id) { world.violated("\(id) is recorded twice") }
        let sink = makeSink(self)
        for track in world.tracks { sink.changed(track) }
        for (packets, time) in recent where start <= time {
            for packet in packets { sink.received(packet, arrived: time) }
        }
        if isOver { sink.sourceEnded(at: world.wall.now) } else { sinks.append((id, sink)) }
    }

    func end(_ id: RecordingID, at time: WallTime) {
        loop.execute { [self] in
            world.trace("end \(id.cause) \(id.format) of \(id.publication.number)")
            let sink = sinks.last { $0.id == id }?.sink
            sink?.end(at: time)
            sink?.passed(world.wall.now)
        }
    }

    /// Half a second of media, and its time.
    func tick() {
        loop.execute { [self] in
            guard !isOver else { return }
            let now = world.wall.now
            if holds == 0 { play(at: now) }
            for (_, sink) in sinks { sink.passed(now) }
            sinks.removeAll { $0.sink.isEnded }
        }
    }

    private func play(at now: WallTime) {
        let isKeyframe = position % 1_000 == 0
        let packets: [MediaPacket] = [
            .video(at: position, keyframe: isKeyframe, payload: Self.picture(isKeyframe)),
            .audio(at: position, payload: Self.sound),
        ]
        position += 500
        if isKeyframe { recent = [] }
        recent.append((packets, now))
        for (_, sink) in sinks {
            for packet in packets { sink.received(packet, arrived: now) }
        }
    }

    // Each fills about a transport packet: stuffing takes long to check.
    private static let sound = [UInt8](repeating: 0x21, count: 140)
    private static func picture(_ isKeyframe: Bool) -> [UInt8] {
        [0, 0, 0, 136, isKeyframe ? 0x65 : 0x41] + [UInt8](repeating: 0x5A, count: 135)
    }

    /// Ends the push, as far as its sinks are concerned.
    func end(then follow: @escaping @Sendable () -> Void) {
        loop.execute { [self] in
            isOver = true
            for (_, sink) in sinks { sink.sourceEnded(at: world.wall.now) }
            sinks = []
            follow()
        }
    }

    func hold() { holds += 1 }
    func release() { holds -= 1 }
}
