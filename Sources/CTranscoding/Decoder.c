// SPDX-License-Identifier: Apache-2.0

#include "CTranscoding.h"
#include "Library.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

// The first fields of libavcodec's structures. They stand like this from version 58 to 62 (FFmpeg 4.0 to 8), and
// nothing behind them is touched: what follows differs between versions (sample rate and channels of AVFrame moved
// in 59, 60 and 61). The library allocates and frees all of them, so their sizes don't matter here.

// AVCodecParameters, codec_par.h
typedef struct {
    int codec_type;
    int codec_id;
    uint32_t codec_tag;
    uint8_t *extradata;
    int extradata_size;
} parameters;

// AVPacket, packet.h
typedef struct {
    void *buf;
    int64_t pts;
    int64_t dts;
    uint8_t *data;
    int size;
} packet;

// AVFrame, frame.h
typedef struct {
    uint8_t *data[8];
    int linesize[8];
    uint8_t **extended_data;
    int width, height;
    int nb_samples;
    int format;
} frame;

// AVCodecDescriptor, codec_desc.h
typedef struct {
    int id;
} descriptor;

enum {
    minimum_version = 58,
    maximum_version = 62,
    media_type_audio = 1,     // AVMEDIA_TYPE_AUDIO
    sample_format_fltp = 8,   // AV_SAMPLE_FMT_FLTP: floats, one plane a channel
    padding = 64,             // AV_INPUT_BUFFER_PADDING_SIZE
    log_quiet = -8,           // AV_LOG_QUIET
    end_of_file = -0x20464F45 // AVERROR_EOF
};

typedef void context;

struct transcoding_codecs {
    const descriptor *(*descriptor_by_name)(const char *);
    const void *(*decoder_by_name)(const char *);
    parameters *(*parameters_alloc)(void);
    void (*parameters_free)(parameters **);
    context *(*context_alloc)(const void *codec);
    void (*context_free)(context **);
    int (*parameters_to_context)(context *, const parameters *);
    int (*open)(context *, const void *codec, void **options);
    int (*send)(context *, const packet *);
    int (*receive)(context *, frame *);
    packet *(*packet_alloc)(void);
    void (*packet_free)(packet **);
    int (*packet_fill)(packet *, int size);
    void (*packet_unref)(packet *);
    frame *(*frame_alloc)(void);
    void (*frame_free)(frame **);
    void *(*allocate)(size_t);
    int (*option)(void *object, const char *name, int flags, int64_t *value);
};

transcoding_codecs *transcoding_codecs_load(const char *name) {
    // The functions of libavutil are found through its dependent, so both are of one build.
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return NULL;
    unsigned (*version)(void);
    if (!transcoding_find(library, "avcodec_version", &version)) return NULL;
    unsigned major = version() >> 16;
    if (major < minimum_version || major > maximum_version) return NULL;
    void (*set_log_level)(int);
    transcoding_codecs *codecs = calloc(1, sizeof *codecs);
    if (codecs == NULL) return NULL;
    bool isComplete = transcoding_find(library, "avcodec_descriptor_get_by_name", &codecs->descriptor_by_name)
        && transcoding_find(library, "avcodec_find_decoder_by_name", &codecs->decoder_by_name)
        && transcoding_find(library, "avcodec_parameters_alloc", &codecs->parameters_alloc)
        && transcoding_find(library, "avcodec_parameters_free", &codecs->parameters_free)
        && transcoding_find(library, "avcodec_alloc_context3", &codecs->context_alloc)
        && transcoding_find(library, "avcodec_free_context", &codecs->context_free)
        && transcoding_find(library, "avcodec_parameters_to_context", &codecs->parameters_to_context)
        && transcoding_find(library, "avcodec_open2", &codecs->open)
        && transcoding_find(library, "avcodec_send_packet", &codecs->send)
        && transcoding_find(library, "avcodec_receive_frame", &codecs->receive)
        && transcoding_find(library, "av_packet_alloc", &codecs->packet_alloc)
        && transcoding_find(library, "av_packet_free", &codecs->packet_free)
        && transcoding_find(library, "av_new_packet", &codecs->packet_fill)
        && transcoding_find(library, "av_packet_unref", &codecs->packet_unref)
        && transcoding_find(library, "av_frame_alloc", &codecs->frame_alloc)
        && transcoding_find(library, "av_frame_free", &codecs->frame_free)
        && transcoding_find(library, "av_mallocz", &codecs->allocate)
        && transcoding_find(library, "av_opt_get_int", &codecs->option)
        && transcoding_find(library, "av_log_set_level", &set_log_level);
    if (!isComplete) {
        free(codecs);
        return NULL;
    }
    // It would print about each damaged packet of a publisher.
    set_log_level(log_quiet);
    return codecs;
}

struct transcoding_decoder {
    const transcoding_codecs *codecs;
    context *context;
    packet *packet;
    frame *frame;
};

// Hands the configuration over the way every version takes it.
static bool configure(
    const transcoding_codecs *codecs, context *context, int codec, const uint8_t *configuration, size_t count) {
    parameters *parameters = codecs->parameters_alloc();
    if (parameters == NULL) return false;
    parameters->codec_type = media_type_audio;
    parameters->codec_id = codec;
    parameters->extradata = codecs->allocate(count + padding);
    bool isConfigured = false;
    if (parameters->extradata != NULL) {
        memcpy(parameters->extradata, configuration, count);
        parameters->extradata_size = (int)count;
        isConfigured = codecs->parameters_to_context(context, parameters) >= 0;
    }
    codecs->parameters_free(&parameters);
    return isConfigured;
}

transcoding_decoder *transcoding_decoder_open(
    const transcoding_codecs *codecs, const char *name, const uint8_t *configuration, size_t count) {
    const descriptor *descriptor = codecs->descriptor_by_name(name);
    const void *codec = codecs->decoder_by_name(name);
    if (descriptor == NULL || codec == NULL || count > INT_MAX - padding) return NULL;
    transcoding_decoder *decoder = calloc(1, sizeof *decoder);
    if (decoder == NULL) return NULL;
    decoder->codecs = codecs;
    decoder->context = codecs->context_alloc(codec);
    decoder->packet = codecs->packet_alloc();
    decoder->frame = codecs->frame_alloc();
    if (decoder->context != NULL && decoder->packet != NULL && decoder->frame != NULL
        && configure(codecs, decoder->context, descriptor->id, configuration, count)
        && codecs->open(decoder->context, codec, NULL) >= 0)
        return decoder;
    transcoding_decoder_close(decoder);
    return NULL;
}

void transcoding_decoder_close(transcoding_decoder *decoder) {
    // Each of them takes NULL and sets its pointer to it.
    decoder->codecs->frame_free(&decoder->frame);
    decoder->codecs->packet_free(&decoder->packet);
    decoder->codecs->context_free(&decoder->context);
    free(decoder);
}

int transcoding_decoder_send(transcoding_decoder *decoder, const uint8_t *bytes, size_t count) {
    const transcoding_codecs *codecs = decoder->codecs;
    if (count == 0) return codecs->send(decoder->context, NULL);
    if (count > INT_MAX - padding) return -EINVAL;
    // A copy with the zeros behind it that the decoders' readers run into.
    int result = codecs->packet_fill(decoder->packet, (int)count);
    if (result < 0) return result;
    memcpy(decoder->packet->data, bytes, count);
    result = codecs->send(decoder->context, decoder->packet);
    codecs->packet_unref(decoder->packet);
    return result;
}

int transcoding_decoder_receive(transcoding_decoder *decoder, transcoding_samples *samples) {
    memset(samples, 0, sizeof *samples);
    int result = decoder->codecs->receive(decoder->context, decoder->frame);
    if (result == -EAGAIN || result == end_of_file) return 0;
    if (result < 0) return result;
    const frame *frame = decoder->frame;
    // The context's rate follows what the decoder finds in the frames, as SBR that no configuration told of.
    int64_t rate = 0;
    if (frame->format != sample_format_fltp || frame->nb_samples <= 0
        || decoder->codecs->option(decoder->context, "ar", 0, &rate) < 0 || rate <= 0 || rate > INT_MAX)
        return -EINVAL;
    samples->sample_rate = (int)rate;
    samples->sample_count = frame->nb_samples;
    // Of planar audio there is one pointer a channel; the rest of the eight are NULL.
    while (samples->channel_count < 8 && frame->data[samples->channel_count] != NULL) {
        samples->planes[samples->channel_count] = (const float *)(const void *)frame->data[samples->channel_count];
        samples->channel_count += 1;
    }
    return samples->channel_count > 0 ? 1 : -EINVAL;
}
