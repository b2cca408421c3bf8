// Made by tools/onnx/schema.mjs from tools/onnx/onnx.proto.
import type { PbfWriter } from 'pbf';

export interface AttributeProto {
  name?: string;
  i?: number;
  type?: number;
}

export interface ValueInfoProto {
  name?: string;
  type?: TypeProto;
  doc_string?: string;
}

export interface NodeProto {
  input?: readonly string[];
  output?: readonly string[];
  name?: string;
  op_type?: string;
  attribute?: readonly AttributeProto[];
}

export interface StringStringEntryProto {
  key?: string;
  value?: string;
}

export interface OperatorSetIdProto {
  domain?: string;
  version?: number;
}

export interface ModelProto {
  ir_version?: number;
  producer_name?: string;
  producer_version?: string;
  domain?: string;
  model_version?: number;
  doc_string?: string;
  graph?: GraphProto;
  opset_import?: readonly OperatorSetIdProto[];
  metadata_props?: readonly StringStringEntryProto[];
}

export interface GraphProto {
  node?: readonly NodeProto[];
  name?: string;
  initializer?: readonly TensorProto[];
  doc_string?: string;
  input?: readonly ValueInfoProto[];
  output?: readonly ValueInfoProto[];
}

export interface TensorProto {
  dims?: readonly number[];
  data_type?: number;
  name?: string;
  raw_data?: Uint8Array;
}

export interface TensorShapeProtoDimension {
  dim_value?: number;
  dim_param?: string;
}

export interface TensorShapeProto {
  dim?: readonly TensorShapeProtoDimension[];
}

export interface TypeProtoTensor {
  elem_type?: number;
  shape?: TensorShapeProto;
}

export interface TypeProto {
  tensor_type?: TypeProtoTensor;
}

export function writeAttributeProto(obj: AttributeProto, pbf: PbfWriter): void {
  if (obj.name) pbf.writeStringField(1, obj.name);
  if (obj.i) pbf.writeVarintField(3, obj.i);
  if (obj.type) pbf.writeVarintField(20, obj.type);
}

export function writeValueInfoProto(obj: ValueInfoProto, pbf: PbfWriter): void {
  if (obj.name) pbf.writeStringField(1, obj.name);
  if (obj.type) pbf.writeMessage(2, writeTypeProto, obj.type);
  if (obj.doc_string) pbf.writeStringField(3, obj.doc_string);
}

export function writeNodeProto(obj: NodeProto, pbf: PbfWriter): void {
  if (obj.input) for (const item of obj.input) pbf.writeStringField(1, item);
  if (obj.output) for (const item of obj.output) pbf.writeStringField(2, item);
  if (obj.name) pbf.writeStringField(3, obj.name);
  if (obj.op_type) pbf.writeStringField(4, obj.op_type);
  if (obj.attribute) for (const item of obj.attribute) pbf.writeMessage(5, writeAttributeProto, item);
}

export function writeStringStringEntryProto(obj: StringStringEntryProto, pbf: PbfWriter): void {
  if (obj.key) pbf.writeStringField(1, obj.key);
  if (obj.value) pbf.writeStringField(2, obj.value);
}

export function writeOperatorSetIdProto(obj: OperatorSetIdProto, pbf: PbfWriter): void {
  if (obj.domain) pbf.writeStringField(1, obj.domain);
  if (obj.version) pbf.writeVarintField(2, obj.version);
}

export function writeModelProto(obj: ModelProto, pbf: PbfWriter): void {
  if (obj.ir_version) pbf.writeVarintField(1, obj.ir_version);
  if (obj.producer_name) pbf.writeStringField(2, obj.producer_name);
  if (obj.producer_version) pbf.writeStringField(3, obj.producer_version);
  if (obj.domain) pbf.writeStringField(4, obj.domain);
  if (obj.model_version) pbf.writeVarintField(5, obj.model_version);
  if (obj.doc_string) pbf.writeStringField(6, obj.doc_string);
  if (obj.graph) pbf.writeMessage(7, writeGraphProto, obj.graph);
  if (obj.opset_import) for (const item of obj.opset_import) pbf.writeMessage(8, writeOperatorSetIdProto, item);
  if (obj.metadata_props)
    for (const item of obj.metadata_props) pbf.writeMessage(14, writeStringStringEntryProto, item);
}

export function writeGraphProto(obj: GraphProto, pbf: PbfWriter): void {
  if (obj.node) for (const item of obj.node) pbf.writeMessage(1, writeNodeProto, item);
  if (obj.name) pbf.writeStringField(2, obj.name);
  if (obj.initializer) for (const item of obj.initializer) pbf.writeMessage(5, writeTensorProto, item);
  if (obj.doc_string) pbf.writeStringField(10, obj.doc_string);
  if (obj.input) for (const item of obj.input) pbf.writeMessage(11, writeValueInfoProto, item);
  if (obj.output) for (const item of obj.output) pbf.writeMessage(12, writeValueInfoProto, item);
}

export function writeTensorProto(obj: TensorProto, pbf: PbfWriter): void {
  if (obj.dims) for (const item of obj.dims) pbf.writeVarintField(1, item);
  if (obj.data_type) pbf.writeVarintField(2, obj.data_type);
  if (obj.name) pbf.writeStringField(8, obj.name);
  if (obj.raw_data != null) pbf.writeBytesField(9, obj.raw_data);
}

export function writeTensorShapeProto(obj: TensorShapeProto, pbf: PbfWriter): void {
  if (obj.dim) for (const item of obj.dim) pbf.writeMessage(1, writeTensorShapeProtoDimension, item);
}

export function writeTensorShapeProtoDimension(obj: TensorShapeProtoDimension, pbf: PbfWriter): void {
  if (obj.dim_value) pbf.writeVarintField(1, obj.dim_value);
  if (obj.dim_param) pbf.writeStringField(2, obj.dim_param);
}

export function writeTypeProto(obj: TypeProto, pbf: PbfWriter): void {
  if (obj.tensor_type) pbf.writeMessage(1, writeTypeProtoTensor, obj.tensor_type);
}

export function writeTypeProtoTensor(obj: TypeProtoTensor, pbf: PbfWriter): void {
  if (obj.elem_type) pbf.writeVarintField(1, obj.elem_type);
  if (obj.shape) pbf.writeMessage(2, writeTensorShapeProto, obj.shape);
}
