// SPDX-License-Identifier: Apache-2.0

import Callbacks
import CatalogueSQLite
import CloudAPI
import CoreMetrics
import Foundation
import Hummingbird
import Ingest
package import Logging
import Media
import NIOCore
import NIOPosix
import Recorder
import RecordingModel
import ServiceLifecycle
import Storage
import Transcoding
import UnixSignals

/// The whole server: settings in, services out.
package enum Server {
    /// Runs until SIGTERM or SIGINT has sealed every file.
    ///
    /// - Throws: `SettingsError` for what the operator can mend; other errors for what broke.
    package static func run(_ configuration: ServerConfiguration, metrics: MetricsRegistry, logger: Logger) async throws
    {
        let folder = try DataFolder(path: configuration.dataDirectory)
        ReadyFile.remove(folder.readyPath)
        let readyPath = folder.readyPath
        let readiness = Readiness()
        let clock = SystemClock()
        let credentials = try credentials(configuration)

        let tls = try configuration.tlsFiles()
        let http = try configuration.httpAddress.map { try WebListener($0, tls: nil) }
        let https = try configuration.httpsAddress.map { try WebListener($0, tls: tls?.configuration) }
        let publicURL = configuration.publicURL ?? (http ?? https)?.url ?? ""

        let catalogue = try await openCatalogue(folder.cataloguePath, clock: clock)
        let announcer = CallbackAnnouncer(
            origin: CallbackOrigin(
                appID: configuration.appID, node: configuration.rtmpAddress.host, publicURL: publicURL),
            logger: logger)
        let end = PushRecord.End(time: clock.now, code: .serverFailed)
        try await catalogue.endOpenPushes(with: end) {
            announcer.announcement(of: .pushEnded($0, at: end.time, code: end.code, resolution: nil))
        }
        let store = try FileStore(root: folder.mediaPath, journals: folder.journalPath)
        let disk = DiskWatch(store, marks: configuration.disk, logger: logger)
        disk.look()
        let facts = RetryingFactWriter(catalogue: catalogue, logger: logger)
        let callbacks = CallbackService(
            outbox: catalogue, wallClock: clock, retryPolicy: configuration.callbacks,
            allowsPrivateTargets: configuration.allowsPrivateTargets, logger: logger)
        let uploads = try Uploads(configuration, queue: catalogue, store: store, clock: clock, logger: logger)
        let recorder = RecorderService(
            catalogue: catalogue, announcer: announcer, facts: facts, uploads: uploads?.plan,
            factory: RecordingFactory(
                store: store, transcoding: MP3Transcoding(), clock: clock, options: configuration.recording),
            diskSpace: disk, clock: clock, logger: logger)
        try await recorder.restore()
        let retention = RetentionService(
            catalogue: catalogue, media: store, disk: disk, quota: configuration.retention, clock: clock,
            logger: logger)

        let listener = RTMPListener(
            group: MultiThreadedEventLoopGroup.singleton,
            admission: Admission(
                domains: catalogue, opensDomains: configuration.openDomains, clock: clock, logger: logger),
            observer: recorder, announcer: announcer, facts: facts, clock: clock, limits: configuration.ingest,
            logger: logger)
        let rtmp = try await bind(listener, to: configuration.rtmpAddress, "--rtmp-address")
        var rtmps: HostAndPort?
        if let address = configuration.rtmpsAddress, let tls {
            rtmps = try await bind(listener, to: address, "--rtmps-address", secure: tls.secure)
        }

        let router = Router()
        OperatorRoutes(readiness: readiness, disk: disk, metrics: metrics).add(to: router)
        MediaRoutes(folder: folder.mediaPath).add(to: router)
        CloudAPIRoutes(
            CloudAPIDependencies(
                catalogue: catalogue, orders: recorder, streams: listener.streams, media: store, clock: clock,
                credentials: credentials, publicURL: publicURL, rateLimits: configuration.apiRateLimits,
                logger: logger, account: configuration.account)
        ).add(to: router)
        let ready = ReadyFile(
            pid: getpid(), rtmp: "\(rtmp)", rtmps: rtmps?.description, http: http?.address.description,
            https: https?.address.description)
        let web = [http, https].compactMap { $0 }
        let announcement = Announcement(listeners: web.count) {
            do { try ready.write(to: readyPath) } catch {
                logger.error("ready.json can't be written", metadata: ["error": "\(error)"])
            }
            readiness.set(.ready)
            logger.info("ready \(ready.addresses)")
        }
        let responder = router.buildResponder()
        let applications = try web.map {
            HTTPRunner(
                application: try $0.application(responder, logger: logger, onListening: announcement.report),
                patience: .seconds(5))
        }

        // Shut down from the last to the first: the API, the publishers, the recordings, the uploads, the callbacks.
        var services: [any ServiceLifecycle.Service] = [
            DiskRunner(disk: disk), SyncRunner(store: store), RetentionRunner(retention: retention),
            CallbackRunner(callbacks: callbacks, facts: facts),
        ]
        if let uploads { services.append(uploads) }
        services.append(RecorderRunner(recorder: recorder))
        services.append(IngestRunner(listener: listener))
        try await supervise(services + applications, readiness: readiness, logger: logger)
        await store.shutdown()
        try catalogue.close()
        ReadyFile.remove(readyPath)
        _ = consume folder
        logger.info("stopped")
    }

    private static func credentials(_ configuration: ServerConfiguration) throws -> Credentials {
        let (credentials, made) = try CredentialsFile.load(configuration)
        if let made {
            let text = """
                API credentials, shown once and kept in \(configuration.dataDirectory)/credentials.json:
                  SecretId  \(made.secretId)
                  SecretKey \(made.secretKey)

                """
            FileHandle.standardOutput.write(Data(text.utf8))
        }
        return Credentials(credentials)
    }

    /// Opens the catalogue; a new one knows this machine as a push domain without authentication.
    private static func openCatalogue(_ path: String, clock: some WallClock) async throws -> SQLiteCatalogue {
        let catalogue = try SQLiteCatalogue(path: path)
        if try await catalogue.domainCount() == 0 {
            for name in ["localhost", "127.0.0.1"] {
                _ = try await catalogue.insert(
                    PushDomain(name: name, purpose: .push, created: clock.now, authentication: .off),
                    quota: AddLiveDomain.quota)
            }
        }
        return catalogue
    }

    /// Binds the listener; an error names the setting that the address came from.
    private static func bind(
        _ listener: RTMPListener, to address: HostAndPort, _ setting: String,
        secure: (@Sendable (any Channel) throws -> Void)? = nil
    ) async throws -> HostAndPort {
        do {
            let bound = try await listener.bind(host: address.host, port: address.port, secure: secure)
            return HostAndPort(host: address.host, port: bound.port ?? address.port)
        } catch {
            throw SettingsError(description: "\(setting) \(address) can't be bound: \(error)")
        }
    }

    private static func supervise(_ services: [any ServiceLifecycle.Service], readiness: Readiness, logger: Logger)
        async throws
    {
        let group = ServiceGroup(
            configuration: .init(
                services: services.map {
                    .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup)
                }, logger: logger))
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        let watch = Task {
            await StopSignals.obey(signals) { signal in
                logger.info("stopping", metadata: ["signal": "\(signal)"])
                readiness.set(.stopping)
                await group.triggerGracefulShutdown()
            } exit: {
                exit(1)
            }
        }
        defer { watch.cancel() }
        try await group.run()
    }
}
