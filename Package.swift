// swift-tools-version: 6.3
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

extension Target.Dependency {
    static let argumentParser: Self = .product(name: "ArgumentParser", package: "swift-argument-parser")
    static let asyncHTTPClient: Self = .product(name: "AsyncHTTPClient", package: "async-http-client")
    static let coreMetrics: Self = .product(name: "CoreMetrics", package: "swift-metrics")
    static let crypto: Self = .product(name: "Crypto", package: "swift-crypto")
    static let grdb: Self = .product(name: "GRDB", package: "GRDB.swift")
    static let httpTypes: Self = .product(name: "HTTPTypes", package: "swift-http-types")
    static let hummingbird: Self = .product(name: "Hummingbird", package: "hummingbird")
    static let hummingbirdTesting: Self = .product(name: "HummingbirdTesting", package: "hummingbird")
    static let hummingbirdTLS: Self = .product(name: "HummingbirdTLS", package: "hummingbird")
    static let logging: Self = .product(name: "Logging", package: "swift-log")
    static let nioCore: Self = .product(name: "NIOCore", package: "swift-nio")
    static let nioEmbedded: Self = .product(name: "NIOEmbedded", package: "swift-nio")
    static let nioHTTP1: Self = .product(name: "NIOHTTP1", package: "swift-nio")
    static let nioPosix: Self = .product(name: "NIOPosix", package: "swift-nio")
    static let nioSSL: Self = .product(name: "NIOSSL", package: "swift-nio-ssl")
    static let serviceLifecycle: Self = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
    static let subprocess: Self = .product(name: "Subprocess", package: "swift-subprocess")
    static let unixSignals: Self = .product(name: "UnixSignals", package: "swift-service-lifecycle")
    static let yams: Self = .product(name: "Yams", package: "Yams")
}

let package = Package(
    name: "aircheck",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "aircheck", targets: ["aircheck"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess.git", from: "1.0.2"),
    ],
    targets: [
        // MARK: Values: packets, wire formats, containers. They import NIOCore and one another: no I/O, no clock.
        .target(name: "Media", dependencies: [.nioCore]),
        .target(name: "AMF", dependencies: [.nioCore]),
        .target(name: "FLV", dependencies: ["AMF", "Media", .nioCore]),
        .target(name: "RTMP", dependencies: ["AMF", "FLV", "Media", .crypto, .nioCore]),
        .target(name: "MPEGTS", dependencies: ["Media", .nioCore]),
        .target(name: "MP4", dependencies: ["Media", .nioCore]),
        .target(name: "HLS", dependencies: ["Media", .nioCore]),
        .target(name: "AudioFiles", dependencies: ["Media", .nioCore]),
        .target(name: "Inspection", dependencies: ["AMF", "FLV", "MP4", "MPEGTS", "Media", .nioCore]),

        // MARK: The domain, and the ports where the edges meet.
        .target(name: "RecordingModel", dependencies: ["Media", .nioCore]),

        // MARK: Edges: one outside library each; none imports another.
        .target(
            name: "Ingest",
            dependencies: ["Media", "RTMP", "RecordingModel", .crypto, .logging, .coreMetrics, .nioCore, .nioPosix]),
        .target(
            name: "Recorder",
            dependencies: [
                "AudioFiles", "FLV", "HLS", "Inspection", "MP4", "MPEGTS", "Media", "RecordingModel", .logging,
                .coreMetrics,
                .nioCore,
            ]),
        // The libraries are loaded at run time: the C target declares what it uses of them and links none.
        .target(name: "CTranscoding"),
        .target(name: "Transcoding", dependencies: ["CTranscoding", "Media", "RecordingModel", .nioCore]),
        // Declares what the system has and Swift's module of it has not.
        .target(name: "CKernel"),
        .target(name: "Push", dependencies: ["CKernel", "FLV", "Media", "RTMP", .nioCore]),
        .target(
            name: "Storage",
            dependencies: [
                "CKernel", "Media", "RecordingModel", .crypto, .logging, .coreMetrics, .nioCore, .nioPosix,
            ]),
        .target(name: "CatalogueSQLite", dependencies: ["Media", "RecordingModel", .grdb, .nioCore]),
        .target(
            name: "Callbacks",
            dependencies: [
                "Media", "RecordingModel", .asyncHTTPClient, .crypto, .logging, .coreMetrics, .nioCore, .nioHTTP1,
                .nioPosix,
            ]),
        .target(
            name: "ObjectStore",
            dependencies: [
                "Media", "RecordingModel", .asyncHTTPClient, .crypto, .logging, .coreMetrics, .nioCore, .nioHTTP1,
                .nioPosix,
            ]),
        .target(
            name: "CloudAPI",
            dependencies: [
                "Media", "RecordingModel", .crypto, .httpTypes, .hummingbird, .logging, .coreMetrics, .nioCore,
            ]),

        // MARK: Composition.
        .target(
            name: "AircheckServer",
            dependencies: [
                "Callbacks", "CatalogueSQLite", "CloudAPI", "Ingest", "Media", "ObjectStore", "Recorder",
                "RecordingModel", "Storage", "Transcoding", .coreMetrics, .crypto, .httpTypes, .hummingbird,
                .hummingbirdTLS, .logging,
                .nioCore, .nioPosix, .nioSSL, .serviceLifecycle, .unixSignals, .yams,
            ]),
        .executableTarget(
            name: "aircheck",
            dependencies: [
                "AircheckServer", "Inspection", "Media", "Push", "RecordingModel", .argumentParser, .crypto, .nioCore,
                .unixSignals,
            ]),

        // MARK: Tests, mirroring the sources, and what they share.
        .target(
            name: "RecordingTesting",
            dependencies: ["FLV", "Media", "RTMP", "RecordingModel", .nioCore, .nioPosix],
            path: "Sources/RecordingTesting"),
        .target(
            name: "StorageTesting", dependencies: ["RecordingTesting", "Storage"], path: "Sources/StorageTesting"),
        .testTarget(name: "MediaTests", dependencies: ["Media", "RecordingTesting", .nioCore]),
        .testTarget(name: "AMFTests", dependencies: ["AMF", .nioCore]),
        .testTarget(
            name: "FLVTests", dependencies: ["AMF", "FLV", "Inspection", "Media", "RecordingTesting", .nioCore],
            exclude: ["Fixtures"]),
        .testTarget(
            name: "RTMPTests", dependencies: ["AMF", "FLV", "Media", "RTMP", "RecordingTesting", .crypto, .nioCore]),
        .testTarget(
            name: "MPEGTSTests", dependencies: ["Inspection", "MPEGTS", "Media", "RecordingTesting", .nioCore]),
        .testTarget(name: "MP4Tests", dependencies: ["MP4", "Media", "RecordingTesting", .nioCore]),
        .testTarget(
            name: "HLSTests",
            dependencies: ["FLV", "HLS", "Inspection", "MP4", "MPEGTS", "Media", "RecordingTesting", .nioCore]),
        .testTarget(
            name: "InspectionTests",
            dependencies: ["FLV", "HLS", "Inspection", "MP4", "MPEGTS", "Media", "RecordingTesting", .nioCore]),
        .testTarget(
            name: "AudioFilesTests", dependencies: ["AudioFiles", "Inspection", "Media", "RecordingTesting", .nioCore]),
        .testTarget(name: "PushTests", dependencies: ["FLV", "Push", "RTMP", "RecordingTesting", .nioCore]),
        .testTarget(
            name: "TranscodingTests",
            dependencies: ["AudioFiles", "Media", "RecordingModel", "RecordingTesting", "Transcoding", .nioCore]),
        .testTarget(
            name: "RecordingModelTests", dependencies: ["Media", "RecordingModel", "RecordingTesting", .nioCore]),
        .testTarget(
            name: "CatalogueTests",
            dependencies: ["CatalogueSQLite", "Media", "RecordingModel", "RecordingTesting", .grdb, .nioCore]),
        .testTarget(
            name: "StorageTests",
            dependencies: [
                "Media", "RecordingModel", "RecordingTesting", "Storage", "StorageTesting", .logging, .nioCore,
                .nioPosix,
            ]),
        .testTarget(
            name: "CallbacksTests",
            dependencies: [
                "Callbacks", "Media", "RecordingModel", "RecordingTesting", .hummingbird, .logging, .nioCore,
                .nioPosix, .serviceLifecycle,
            ]),
        .testTarget(
            name: "ObjectStoreTests",
            dependencies: [
                "CatalogueSQLite", "Media", "ObjectStore", "RecordingModel", "RecordingTesting", "Storage", .crypto,
                .logging, .nioCore, .nioHTTP1, .nioPosix,
            ]),
        .testTarget(
            name: "CloudAPITests",
            dependencies: [
                "CloudAPI", "Media", "RecordingModel", "RecordingTesting", .crypto, .httpTypes, .hummingbird,
                .hummingbirdTesting, .logging, .nioCore,
            ]),
        .testTarget(
            name: "IngestTests",
            dependencies: [
                "Ingest", "Media", "RTMP", "RecordingModel", "RecordingTesting", .logging, .nioCore, .nioPosix,
            ]),
        .testTarget(
            name: "RecorderTests",
            dependencies: [
                "FLV", "HLS", "MPEGTS", "Media", "Recorder", "RecordingModel", "RecordingTesting", .logging, .nioCore,
                .nioEmbedded, .nioPosix,
            ]),
        .testTarget(
            name: "AircheckServerTests",
            dependencies: [
                "AircheckServer", "CatalogueSQLite", "CloudAPI", "Ingest", "Media", "Recorder", "RecordingModel",
                "RecordingTesting", "Storage", "StorageTesting", .coreMetrics, .hummingbird, .logging, .nioCore,
                .nioPosix,
                .nioSSL, .serviceLifecycle, .unixSignals,
            ]),
        // The recorder on a disk that fails, forgets or fills up.
        .testTarget(
            name: "ReliabilityTests",
            dependencies: [
                "Callbacks", "CatalogueSQLite", "Inspection", "Media", "ObjectStore", "Recorder", "RecordingModel",
                "RecordingTesting", "Storage", "StorageTesting", .crypto, .grdb, .logging, .nioCore, .nioPosix,
            ]),
        // The media engine for a day, killed at every write, and given bytes that are nearly right.
        .testTarget(
            name: "MediaEngineTests",
            dependencies: [
                "AMF", "AudioFiles", "FLV", "HLS", "Inspection", "MP4", "MPEGTS", "Media", "RTMP", "RecordingModel",
                "RecordingTesting", .nioCore,
            ],
            exclude: ["Fuzzing/Corpus"]),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "Inspection", "Media", "RTMP", "RecordingTesting", .asyncHTTPClient, .crypto, .httpTypes, .hummingbird,
                .logging, .nioCore, .nioHTTP1, .nioPosix, .subprocess,
            ],
            exclude: ["Clients"]),
    ],
    swiftLanguageModes: [.v6]
)

// The micro-benchmarks, and what runs them, only where they are asked for: `make bench-micro`. They stand in this package,
// since what they measure is seen in no other. Without its traits the benchmark package counts no allocations;
// Benchmarks/Micro/count.py does.
if Context.environment["AIRCHECK_BENCHMARKS"] != nil {
    package.dependencies.append(
        .package(url: "https://github.com/ordo-one/benchmark.git", from: "1.38.1", traits: []))
    package.targets += [
        .target(
            name: "MicroWorkloads",
            dependencies: [
                "AMF", "AudioFiles", "CatalogueSQLite", "CloudAPI", "FLV", "HLS", "MP4", "MPEGTS", "Media", "RTMP",
                "RecordingModel", "RecordingTesting", .httpTypes, .nioCore,
            ],
            path: "Benchmarks/Micro/Workloads"),
        .executableTarget(name: "MicroCount", dependencies: ["MicroWorkloads"], path: "Benchmarks/Micro/Count"),
        .executableTarget(
            name: "MicroBenchmarks",
            dependencies: ["MicroWorkloads", .product(name: "Benchmark", package: "benchmark")],
            path: "Benchmarks/Micro", exclude: ["Count", "README.md", "Workloads", "count.py"],
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    ]
}

for target in package.targets {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
            .enableUpcomingFeature("InferIsolatedConformances"),
            .enableUpcomingFeature("ImmutableWeakCaptures"),
            .strictMemorySafety(),
            .treatAllWarnings(as: .error),
            // Debug builds, and so all tests, look at each access (docs/decisions/0010-exclusivity.md).
            .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
        ]
}
