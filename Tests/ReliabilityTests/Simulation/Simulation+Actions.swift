// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel
import RecordingTesting

/// What is recorded how.
enum SimulatedTemplates {
    /// In the order of their numbers, from 1 on.
    static let all: [RecordTemplate] = [
        template([.flv]), template([.hls], continuing: 20), template([.flv, .mp4]) { $0.recordInterval = 10 },
        template([.aac, .flv]) { $0.storageTime = 30 },
        template([.hls, .mp4], storesToCOS: true) {
            $0.cosBucketName = "own"
            $0.cosBucketPath = "{StreamID}"
        },
    ]

    private static func template(
        _ formats: [RecordingFormat], continuing: Int64 = 0, storesToCOS: Bool = false,
        _ change: (inout FormatSettings) -> Void = { _ in }
    ) -> RecordTemplate {
        var settings = FormatSettings()
        settings.isEnabled = true
        change(&settings)
        return RecordTemplate(
            name: "", formats: Dictionary(uniqueKeysWithValues: formats.map { ($0, settings) }),
            flowContinueDuration: continuing, storesToCOS: storesToCOS)
    }
}

extension Simulation {
    /// What is there before the first server.
    func prepare() {
        let (world, urls) = (world, Self.urls)
        let ruled = world.number(below: 3) == 0
        Task {
            try await world.catalogue.perform { catalogue in
                for template in SimulatedTemplates.all { _ = catalogue.insert(template, quota: .max) }
                let template = CallbackTemplate(
                    name: "",
                    urls: [
                        .streamBegin: urls[2], .streamEnd: urls[2], .record: urls[0], .recordStatus: urls[1],
                        .recordException: urls[0],
                    ])
                let id = catalogue.insert(template, quota: .max) ?? 0
                _ = try catalogue.insert(CallbackRule(domain: SimulatedWorld.domain, application: "", templateID: id))
                guard ruled else { return }
                _ = catalogue.insert(
                    RecordRule(
                        domain: SimulatedWorld.domain, application: "live", stream: "three", templateID: 1,
                        created: SimulatedWorld.start), quota: .max)
            }
        }
        while scheduler.step() {}
    }

    /// Something happens.
    func act() {
        let stream = Self.streams[world.number(below: Self.streams.count)]
        switch world.number(below: 100) {
        case 0..<25:
            if let source = sources[stream] { endPush(source) } else { beginPush(stream) }
        case 25..<45:
            makeOrder(stream, from: Int64(world.number(below: 20)) - 5, for: Int64(5 + world.number(below: 60)))
        case 45..<53: chosenOrder().map(stopOrder)
        case 53..<58: chosenOrder().map(deleteOrder)
        case 58..<62:
            server?.resend()
            world.hasResent = true
        case 62..<65: protect()
        default: goWrong()
        }
    }

    private func chosenOrder() -> String? {
        let ids = world.orders.keys.sorted()
        return ids.isEmpty ? nil : ids[world.number(below: ids.count)]
    }

    private func protect() {
        let ids = world.files.keys.sorted()
        guard !ids.isEmpty, let server = readyServer else { return }
        let id = ids[world.number(below: ids.count)]
        server.protect(id) { [world] in world.protected[id] = world.protected[id] ?? world.scheduler.now }
    }

    /// Something fails from now on, or works again.
    private func goWrong() {
        switch world.number(below: 9) {
        case 0:
            world.faults.catalogueBefore = [0, 0, 20, 200][world.number(below: 4)]
            world.faults.catalogueAfter = [0, 0, 5, 50][world.number(below: 4)]
        case 1: world.faults.isCatalogueDown = world.number(below: 3) == 0
        case 2: world.faults.disk = [0, 0, 1, 10, 100][world.number(below: 5)]
        case 3: world.isDiskFull = world.number(below: 3) == 0
        case 4: world.faults.store = [0, 50, 500][world.number(below: 3)]
        case 5: world.faults.isStoreDown.toggle()
        case 6, 7:
            let modes = SimulatedFaults.Receiver.allCases
            world.faults.receivers[Self.urls[world.number(below: 3)]] = modes[world.number(below: modes.count)]
        default:
            guard world.plan.clockSteps else { return }
            world.wall.offset += Int64(world.number(below: 7_200) - 3_600) * 1_000_000
        }
        world.trace("faults: \(world.faults), full: \(world.isDiskFull), clock: \(world.wall.offset)")
    }
}
