import { runtime } from '../compile/internals.ts'

/** Sets a variable by its name. Nunjucks' own takes a name for a path, at a dot, and looks for that in every round of a loop. */
export class ViewFrame extends runtime.Frame {
  override push(isolateWrites?: boolean): ViewFrame {
    return new ViewFrame(this, isolateWrites)
  }

  override set(name: string, value: unknown, resolveUp?: boolean): void {
    if (resolveUp === true || name.includes('.')) super.set(name, value, resolveUp)
    else this.variables[name] = value
  }
}
