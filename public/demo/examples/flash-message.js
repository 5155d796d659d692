// @ts-check
// A live region says what changes in it. What stands there when the page comes is put in once more.
{
  const region = document.getElementById('sealwax-messages')
  const lines = [...(region?.children ?? [])]
  const sayAgain = () => region?.replaceChildren(...lines.map((line) => line.cloneNode(true)))
  if (lines.length > 0) setTimeout(sayAgain, 500)
}
